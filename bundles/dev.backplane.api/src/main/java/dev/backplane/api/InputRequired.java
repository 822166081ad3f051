package dev.backplane.api;

/**
 * Unwinds a handler whose question the client has yet to answer. Thrown by {@link CallContext#ask}; let it pass. A
 * handler that swallows it is entered again all the same.
 */
public final class InputRequired extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InputRequired() {
        super("the client has been asked", null, false, false);
    }
}
