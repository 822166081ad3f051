package dev.backplane.spi.cache;

/** Something to be written to a tier. */
public sealed interface CacheWrite {

    /** Keeps a value, in the place of what is kept under its key. */
    record Put(CacheKey key, CachedValue value) implements CacheWrite {}

    /** Forgets what is kept under a key. */
    record Remove(CacheKey key) implements CacheWrite {}

    /** Forgets all values that have a tag. */
    record Invalidate(String tag) implements CacheWrite {}

    /** Forgets all values of a namespace. */
    record Clear(String namespace) implements CacheWrite {}
}
