package dev.backplane.benchmarks.cache;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Makes keys that look like digests of arguments, and values of 200 bytes. */
final class Keys {

    private static final long LIFE_MILLIS = 3_600_000;
    private static final byte[] CONTENT = new byte[200];

    private Keys() {}

    /** Returns keys that no other seed has. */
    static CacheKey[] of(int count, int seed) {
        CacheKey[] keys = new CacheKey[count];
        for (int i = 0; i < count; i++) {
            keys[i] = key(i, seed);
        }
        return keys;
    }

    /** Returns one of these keys, which is equal to it, but another object. */
    static CacheKey key(int number, int seed) {
        long mixed = (((long) seed << 32) ^ number) * 0x9E3779B97F4A7C15L;
        return new CacheKey("benchmark", new UUID(mixed, mixed ^ (mixed >>> 29)).toString());
    }

    /** Puts keys into random order. */
    static CacheKey[] shuffled(CacheKey[] keys, int seed) {
        Random random = new Random(seed);
        for (int i = keys.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            CacheKey key = keys[i];
            keys[i] = keys[other];
            keys[other] = key;
        }
        return keys;
    }

    static CachedValue value(String... tags) {
        return value(LIFE_MILLIS, tags);
    }

    static CachedValue value(long liveMillis, String... tags) {
        long now = System.currentTimeMillis();
        long end = now + liveMillis;
        return new CachedValue(CONTENT, "", CONTENT.length, "etag", now, end, end, 0, Set.of(tags), false);
    }
}
