package dev.backplane.api.cache;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The figures of the cache.
 *
 * @param tiers those that are there, from the fastest to the slowest
 * @param namespaces by name
 */
public record CacheStatistics(List<TierFigures> tiers, List<NamespaceFigures> namespaces) {

    public CacheStatistics {
        tiers = List.copyOf(tiers);
        namespaces = List.copyOf(namespaces);
    }

    /**
     * One tier.
     *
     * @param tier {@code cache.l1} and so on
     * @param capacity bytes; {@link Long#MAX_VALUE} where nobody knows
     * @param waiting writes that have not reached the tier yet
     * @param details what else the tier says of itself, by name, such as {@code circuit}: {@code closed}, {@code open} or
     *     {@code half-open}; {@code trouble} says why it is of no use now
     * @param minute the last minute
     * @param quarter the last quarter of an hour
     */
    public record TierFigures(
            String tier,
            long entries,
            long bytes,
            long capacity,
            long waiting,
            Map<String, String> details,
            Counts total,
            Counts minute,
            Counts quarter) {

        public TierFigures {
            details = Collections.unmodifiableMap(new TreeMap<>(details));
        }
    }

    /** One namespace, over all tiers. */
    public record NamespaceFigures(
            String namespace, long entries, long bytes, Counts total, Counts minute, Counts quarter) {}

    /**
     * What was counted in a stretch of time.
     *
     * @param hits gets that found a value
     * @param misses gets that found none
     * @param loads values that loaders made; always 0 for a tier
     * @param loadFailures loads that failed; always 0 for a tier
     * @param loadNanos how long the loads took, all together, those that failed included; always 0 for a tier
     * @param stale hits on a value that was about to be renewed; always 0 for a tier
     * @param puts values that were put in
     * @param evictions values that went for want of space, for a namespace from the fastest tier, or beyond the namespace's share
     * @param expirations values that went as their time was over; for a namespace, as far as the fastest tier there knows
     * @param failures calls that failed; always 0 for a namespace
     * @param p50Nanos half of the gets took at most this long, within a factor of 2; 0 if none was timed. Of a namespace, and of
     *     {@code cache.l1}, one get in 64 is timed; of slower tiers, each
     * @param p99Nanos all but one in a hundred took at most this long, within a factor of 2
     */
    public record Counts(
            long hits,
            long misses,
            long loads,
            long loadFailures,
            long loadNanos,
            long stale,
            long puts,
            long evictions,
            long expirations,
            long failures,
            long p50Nanos,
            long p99Nanos) {

        /** Returns the share of gets that found a value, 0 to 1; 1 where there were none. */
        public double ratio() {
            long gets = hits + misses;
            return gets == 0 ? 1 : (double) hits / gets;
        }

        /** Returns how long a load took on average, in nanoseconds; 0 where there were none. */
        public long meanLoadNanos() {
            long all = loads + loadFailures;
            return all == 0 ? 0 : loadNanos / all;
        }
    }
}
