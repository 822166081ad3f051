package dev.backplane.api.cache;

import java.util.List;

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

    /** One tier: {@code cache.l1} and so on. */
    public record TierFigures(
            String tier,
            long entries,
            long bytes,
            long capacity,
            long waiting,
            Counts total,
            Counts minute,
            Counts quarter) {}

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
     * @param stale hits on a value that was about to be renewed; always 0 for a tier
     * @param puts values that were put in
     * @param evictions values that went for want of space, or beyond the namespace's share
     * @param expirations values that went as their time was over; always 0 for a namespace
     * @param failures calls that failed; always 0 for a namespace
     * @param p50Nanos half of the gets took at most this long, about, of a sample; 0 if there were none
     * @param p99Nanos all but one in a hundred took at most this long, about
     */
    public record Counts(
            long hits,
            long misses,
            long loads,
            long loadFailures,
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
    }
}
