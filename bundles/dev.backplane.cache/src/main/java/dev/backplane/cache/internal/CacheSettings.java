package dev.backplane.cache.internal;

import dev.backplane.spi.slot.Slot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is configured for the cache; as {@link CacheConfig} says. */
record CacheSettings(
        Set<String> behindTiers,
        int waitingWritesMax,
        long waitingBytesMax,
        int batchMax,
        long retryMillis,
        long flushMillis,
        long loadWaitMillis,
        int refreshThreads,
        int sharePercent,
        Map<String, Integer> shares,
        String compression,
        int compressAboveBytes,
        int compressionLevel,
        Set<String> compressedTiers,
        int valueMaxBytes) {

    /** From the fastest to the slowest. */
    static final List<String> TIERS = List.of(Slot.CACHE_L1, Slot.CACHE_L2, Slot.CACHE_L3);

    private static final long TEBIBYTE = 1L << 40;
    private static final int GIBIBYTE = 1 << 30;

    /** @throws IllegalArgumentException if a value is out of bounds */
    CacheSettings {
        behindTiers = tiers("behindTiers", behindTiers);
        within("waitingWritesMax", waitingWritesMax, 1, 1_000_000);
        within("waitingBytesMax", waitingBytesMax, 1_024, TEBIBYTE);
        within("batchMax", batchMax, 1, 10_000);
        within("retryMillis", retryMillis, 1, 60_000);
        within("flushMillis", flushMillis, 0, 600_000);
        within("loadWaitMillis", loadWaitMillis, 1, 600_000);
        within("refreshThreads", refreshThreads, 1, 256);
        within("sharePercent", sharePercent, 1, 100);
        shares = Map.copyOf(shares);
        shares.values().forEach(percent -> within("shares", percent, 1, 100));
        if (!compression.equals(Deflate.NAME) && !compression.equals(Contents.NONE)) {
            throw new IllegalArgumentException(TieredCache.PID + ": compression is " + compression + ", must be "
                    + Deflate.NAME + " or " + Contents.NONE);
        }
        within("compressAboveBytes", compressAboveBytes, 64, GIBIBYTE);
        within("compressionLevel", compressionLevel, 1, 9);
        compressedTiers = tiers("compressedTiers", compressedTiers);
        within("valueMaxBytes", valueMaxBytes, 1_024, GIBIBYTE);
    }

    /** @throws IllegalArgumentException if a value is no number or out of bounds */
    static CacheSettings of(CacheConfig config) {
        return new CacheSettings(
                names(config.behindTiers()),
                read("waitingWritesMax", config::waitingWritesMax),
                read("waitingBytesMax", config::waitingBytesMax),
                read("batchMax", config::batchMax),
                read("retryMillis", config::retryMillis),
                read("flushMillis", config::flushMillis),
                read("loadWaitMillis", config::loadWaitMillis),
                read("refreshThreads", config::refreshThreads),
                read("sharePercent", config::sharePercent),
                shares(names(config.shares())),
                config.compression().strip(),
                read("compressAboveBytes", config::compressAboveBytes),
                read("compressionLevel", config::compressionLevel),
                names(config.compressedTiers()),
                read("valueMaxBytes", config::valueMaxBytes));
    }

    /** Returns how much of a tier a namespace may have, in percent. */
    int share(String namespace) {
        return shares.getOrDefault(namespace, sharePercent);
    }

    /** Takes arrays, and lists with commas, as configuration files have them. */
    private static Set<String> names(String[] values) {
        return Stream.of(values)
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Map<String, Integer> shares(Set<String> values) {
        Map<String, Integer> shares = new HashMap<>();
        for (String value : values) {
            int equals = value.lastIndexOf('=');
            try {
                shares.put(
                        value.substring(0, equals).strip(),
                        Integer.parseInt(value.substring(equals + 1).strip()));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        TieredCache.PID + ": shares has " + value + ", must be namespace=percent", e);
            }
        }
        return shares;
    }

    private static Set<String> tiers(String key, Set<String> names) {
        for (String name : names) {
            if (!TIERS.contains(name)) {
                throw new IllegalArgumentException(
                        TieredCache.PID + ": " + key + " has " + name + ", must be of " + String.join(", ", TIERS));
            }
        }
        return Set.copyOf(names);
    }

    /** Reads a number, which is converted from what is configured only now. */
    private static <N extends Number> N read(String key, Supplier<N> configured) {
        try {
            return configured.get();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    TieredCache.PID + ": " + key + " is no number in range: " + e.getMessage(), e);
        }
    }

    private static void within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    TieredCache.PID + ": " + key + " is " + value + ", must be " + least + " to " + most);
        }
    }
}
