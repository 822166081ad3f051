package dev.backplane.spi.transport;

/**
 * Figures of a transport's event streams, all of them together.
 *
 * @param open streams now
 * @param waitingMessages that wait now for a peer to take them
 * @param waitingBytes the heap that these take
 * @param cut streams that were closed since the transport began to serve, because their peers did not take what was sent
 */
public record StreamStatistics(long open, long waitingMessages, long waitingBytes, long cut) {

    /** A transport without streams. */
    public static final StreamStatistics NONE = new StreamStatistics(0, 0, 0, 0);
}
