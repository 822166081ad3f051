package dev.backplane.spi.cache;

/**
 * What has gone of a namespace since the tier started, by itself.
 *
 * @param evictions values that went for want of space
 * @param expirations values that went because their time was over
 */
public record NamespaceLosses(long evictions, long expirations) {}
