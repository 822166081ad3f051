package dev.backplane.engine.internal;

/** The sessions of one caller. Guarded by the {@link SessionIndex}. */
final class CallerSessions {

    /** The caller of sessions from before a restart whose principal is not known. */
    static final String UNKNOWN = "";

    private final String caller;
    private final HandleHeap idle = new HandleHeap(HandleHeap.Order.IDLE_OF_CALLER);

    CallerSessions(String caller) {
        this.caller = caller;
    }

    String caller() {
        return caller;
    }

    /** Returns them, the one that has been idle for longest first. */
    HandleHeap idle() {
        return idle;
    }
}
