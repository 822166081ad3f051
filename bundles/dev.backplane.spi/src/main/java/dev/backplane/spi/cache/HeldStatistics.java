package dev.backplane.spi.cache;

/**
 * The figures of values that a bundle holds by itself. Counts are since it began, and need not be exact while it is in use.
 *
 * @param entries how many there are
 * @param bytes about what they take
 * @param hits looks that found a value
 * @param misses looks that found none, so that one was made
 * @param evictions values that went for want of space
 */
public record HeldStatistics(long entries, long bytes, long hits, long misses, long evictions) {}
