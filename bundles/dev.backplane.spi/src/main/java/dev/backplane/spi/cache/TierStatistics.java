package dev.backplane.spi.cache;

/**
 * Counters of a tier since it started. They need not be exact while it is in use.
 *
 * @param hits gets that found a value
 * @param misses gets that found none
 * @param puts values that were put in
 * @param removals values that were removed, invalidated or cleared
 * @param evictions values that went for want of space
 * @param expirations values that went because their time was over
 * @param failures calls that the tier could not do, such as those that ran out of time
 */
public record TierStatistics(
        long hits, long misses, long puts, long removals, long evictions, long expirations, long failures) {}
