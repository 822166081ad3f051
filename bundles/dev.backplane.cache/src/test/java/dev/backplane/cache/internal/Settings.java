package dev.backplane.cache.internal;

import java.util.Map;
import java.util.Set;

/** Settings for tests: the defaults, but for what a test says. */
final class Settings {

    Set<String> behind = Set.of("cache.l3");
    int waitingWritesMax = 10_000;
    long waitingBytesMax = 1 << 26;
    int batchMax = 256;
    long retryMillis = 5;
    long flushMillis = 10_000;
    long loadWaitMillis = 30_000;
    int refreshThreads = 4;
    Map<String, Integer> shares = Map.of();
    String compression = "deflate";
    int valueMaxBytes = 1 << 24;

    CacheSettings get() {
        return new CacheSettings(
                behind,
                waitingWritesMax,
                waitingBytesMax,
                batchMax,
                retryMillis,
                flushMillis,
                loadWaitMillis,
                refreshThreads,
                50,
                shares,
                compression,
                1_024,
                1,
                Set.of("cache.l2", "cache.l3"),
                valueMaxBytes);
    }
}
