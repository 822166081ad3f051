package dev.backplane.spi.transport;

/**
 * How many messages a second one connection may send, for transports to keep with it. Not thread-safe: for the thread that
 * reads the connection. What comes too early is to wait, so that a peer that floods is slowed down, and nothing is lost.
 *
 * <p>The generic cell rate algorithm (ITU-T I.371): one number, the time at which the next message is due if all come evenly.
 * A tenth of a second's worth may come at once.
 */
public final class MessageRate {

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long BURST_NANOS = SECOND_NANOS / 10;

    private long dueNanos;
    private boolean begun;

    /**
     * Admits a message, or says how long it has to wait.
     *
     * @param nanos the time now, as {@link System#nanoTime}
     * @param perSecond the limit; 0: none
     * @return 0: it is admitted, and counted; otherwise the nanoseconds after which it is to be asked for again
     */
    public long admit(long nanos, int perSecond) {
        if (perSecond == 0) {
            return 0;
        }
        if (!begun || dueNanos - nanos < 0) {
            begun = true;
            dueNanos = nanos;
        }
        long early = dueNanos - nanos;
        if (early > 0 && early >= BURST_NANOS) {
            return early - BURST_NANOS + 1;
        }
        dueNanos += SECOND_NANOS / perSecond;
        return 0;
    }
}
