package dev.backplane.spi.transport;

import java.util.Map;

/**
 * How many bytes a transport has sent and copied, since it began to serve at its address. Immutable.
 *
 * @param sent bytes that were given to connections
 * @param copied bytes that were copied on the way to them, at each place that copies; those without any are left out
 */
public record CopyStatistics(long sent, Map<CopyReason, Long> copied) {

    /** A transport that does not count. */
    public static final CopyStatistics NONE = new CopyStatistics(0, Map.of());

    public CopyStatistics {
        copied = Map.copyOf(copied);
    }

    /** Returns the bytes that were copied for this reason. */
    public long copied(CopyReason reason) {
        return copied.getOrDefault(reason, 0L);
    }

    /** Returns the bytes copied for each byte sent; 0 where none was sent. */
    public double perByte() {
        long all = copied.values().stream().mapToLong(Long::longValue).sum();
        return sent == 0 ? 0 : (double) all / sent;
    }
}
