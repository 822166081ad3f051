package dev.backplane.engine.internal;

/** The stack of a handler that does not come back, in a form that is logged. Never thrown. */
final class WhereItStands extends Exception {
    private static final long serialVersionUID = 1L;

    WhereItStands(String name, Thread thread) {
        super(name + " on " + thread.getName(), null, false, true);
        setStackTrace(thread.getStackTrace());
    }
}
