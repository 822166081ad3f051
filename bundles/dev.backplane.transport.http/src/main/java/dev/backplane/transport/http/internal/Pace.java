package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.MessageRate;

/**
 * How fast the requests of one connection are served. Confined to its I/O thread.
 *
 * <p>There is a limit a second. And of requests whose successors are here already, a few are served in a row, or some
 * kilobytes of them; then they wait, the longer the more bytes there were. Without that, a peer that always has something to
 * be read would keep the thread from ever looking after the others.
 */
final class Pace {

    private static final int ROW_MAX = 4;
    private static final int ROW_BYTES = 16 * 1024;
    private static final int BYTES_PER_MILLI = 8 * 1024;
    private static final int WAIT_MILLIS_MAX = 50;
    private static final long MILLI_NANOS = 1_000_000;

    private final MessageRate rate = new MessageRate();
    private int row;
    private long rowBytes;

    /** Bytes have come in. */
    void came(int bytes) {
        rowBytes += bytes;
    }

    /** Nothing more of the peer is here: whatever comes next, the thread looks after others before it. */
    void rested() {
        row = 0;
        rowBytes = 0;
    }

    /** Returns the milliseconds that the request which has come has to wait before this is asked for again; 0: none. */
    long waitMillis(long nanos, int messagesPerSecondMax) {
        row++;
        if (row > ROW_MAX || (row > 1 && rowBytes > ROW_BYTES)) {
            long millis = Math.min(1 + rowBytes / BYTES_PER_MILLI, WAIT_MILLIS_MAX);
            rested();
            return millis;
        }
        long millis = rateMillis(nanos, messagesPerSecondMax);
        if (millis > 0) {
            row--;
        }
        return millis;
    }

    /** Returns the milliseconds that a message has to wait because of its peer's rate alone; 0: none. */
    long rateMillis(long nanos, int messagesPerSecondMax) {
        long early = rate.admit(nanos, messagesPerSecondMax);
        return early > 0 ? early / MILLI_NANOS + 1 : 0;
    }
}
