package dev.backplane.spi.cache;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counters of a tier since it started, and how it is. They need not be exact while it is in use.
 *
 * @param hits gets that found a value
 * @param misses gets that found none
 * @param puts values that were put in
 * @param removals values that were removed, invalidated or cleared
 * @param evictions values that went for want of space
 * @param expirations values that went because their time was over
 * @param failures calls that the tier could not do, such as those that ran out of time
 * @param details what else there is to say of it, by name, such as how many nodes it is on; people see it. {@value #TROUBLE} says
 *     why it is of no use now
 */
public record TierStatistics(
        long hits,
        long misses,
        long puts,
        long removals,
        long evictions,
        long expirations,
        long failures,
        Map<String, String> details) {

    /** The detail of a tier that is of no use now: why. */
    public static final String TROUBLE = "trouble";

    /** Of a tier that has not been used, and has nothing else to say. */
    public static final TierStatistics NONE = new TierStatistics(0, 0, 0, 0, 0, 0, 0);

    public TierStatistics {
        details = Collections.unmodifiableMap(new TreeMap<>(details));
    }

    /** Of a tier that has nothing else to say. */
    public TierStatistics(
            long hits, long misses, long puts, long removals, long evictions, long expirations, long failures) {
        this(hits, misses, puts, removals, evictions, expirations, failures, Map.of());
    }
}
