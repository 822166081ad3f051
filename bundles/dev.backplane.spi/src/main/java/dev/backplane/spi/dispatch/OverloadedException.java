package dev.backplane.spi.dispatch;

/** A bound of the dispatcher is reached; the message names it. Trying again later may succeed. */
public final class OverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long retryAfterMillis;

    public OverloadedException(String message, long retryAfterMillis) {
        super(message);
        this.retryAfterMillis = retryAfterMillis;
    }

    /** Returns when to try again, in milliseconds from now. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}
