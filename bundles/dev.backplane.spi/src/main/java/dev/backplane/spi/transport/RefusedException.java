package dev.backplane.spi.transport;

import java.util.Objects;

/**
 * A connection gets no lease; the message names the limit and its value, and may be told to the peer. Trying again later may
 * succeed. Carries no stack trace: it is an answer, and there are many where there is too much to do.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whose limit is reached. */
    public enum Scope {
        /** The listener's. */
        LISTENER,
        /** That of the peer's address: others are let in. */
        ADDRESS,
        /** That of all ways in together. */
        ALL
    }

    private final Scope scope;
    private final long retryAfterMillis;

    public RefusedException(Scope scope, String message, long retryAfterMillis) {
        super(message, null, false, false);
        this.scope = Objects.requireNonNull(scope, "scope");
        this.retryAfterMillis = retryAfterMillis;
    }

    /** Returns whose limit is reached. */
    public Scope scope() {
        return scope;
    }

    /** Returns when to try again, in milliseconds from now. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}
