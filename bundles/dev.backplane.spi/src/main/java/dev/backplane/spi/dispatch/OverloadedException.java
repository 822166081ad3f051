package dev.backplane.spi.dispatch;

import java.util.Objects;

/**
 * A bound of the dispatcher is reached; the message names it, and its value. Trying again later may succeed. Carries no stack
 * trace: it is an answer, and there are many where there is too much to do.
 */
public final class OverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whose bound is reached. */
    public enum Scope {
        /** The session's own: others are served. */
        SESSION,
        /** That of all work of one name: other tools are served. */
        TOOL,
        /** That of all work of the lane. */
        ALL
    }

    private final Scope scope;
    private final long retryAfterMillis;

    public OverloadedException(Scope scope, String message, long retryAfterMillis) {
        super(message, null, false, false);
        this.scope = Objects.requireNonNull(scope, "scope");
        this.retryAfterMillis = retryAfterMillis;
    }

    /** Returns whose bound is reached. */
    public Scope scope() {
        return scope;
    }

    /** Returns when to try again, in milliseconds from now. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}
