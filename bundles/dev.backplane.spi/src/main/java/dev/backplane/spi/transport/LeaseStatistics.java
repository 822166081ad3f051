package dev.backplane.spi.transport;

import java.util.Map;

/**
 * Figures of the connections of one listener.
 *
 * @param open connections now
 * @param max how many there may be
 * @param granted leases since the listener began
 * @param refused how many got none, by whose limit it was; each scope has a number
 * @param ended how many gave theirs back, by why; each reason has a number
 */
public record LeaseStatistics(
        int open, int max, long granted, Map<RefusedException.Scope, Long> refused, Map<LeaseEnd, Long> ended) {

    public LeaseStatistics {
        refused = Map.copyOf(refused);
        ended = Map.copyOf(ended);
    }
}
