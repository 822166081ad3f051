package dev.backplane.spi.session;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many legacy sessions this node has, and what has become of the others since it started. Immutable.
 *
 * @param live those in use, or used a short while ago
 * @param hibernated those of which only the compact form is kept
 * @param opened handshakes that were answered with a new session
 * @param refused handshakes that were not, for want of room
 * @param hibernations how often a session fell asleep
 * @param wakings how often one woke
 * @param closed the others by what ended them; every reason is there
 */
public record SessionStatistics(
        long live,
        long hibernated,
        long opened,
        long refused,
        long hibernations,
        long wakings,
        Map<CloseReason, Long> closed) {

    public SessionStatistics {
        Map<CloseReason, Long> all = new EnumMap<>(CloseReason.class);
        for (CloseReason reason : CloseReason.values()) {
            all.put(reason, closed.getOrDefault(reason, 0L));
        }
        closed = Collections.unmodifiableMap(all);
    }

    /** Returns how many sessions there are. */
    public long open() {
        return live + hibernated;
    }
}
