package dev.backplane.spi.cache;

/** A key and what is kept under it. */
public record CacheEntry(CacheKey key, CachedValue value) {}
