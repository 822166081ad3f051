package dev.backplane.benchmarks.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.backplane.api.cache.Cache;
import dev.backplane.api.cache.CachePolicy;
import dev.backplane.api.cache.CacheView;
import dev.backplane.api.cache.Cached;
import dev.backplane.api.cache.Loaded;
import dev.backplane.cache.ehcache.internal.EhcacheConfig;
import dev.backplane.cache.ehcache.internal.EhcacheTier;
import dev.backplane.cache.internal.Inside;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CachedValue;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What is measured: a map and two libraries, which know no time to live, tags, namespaces, sizes or statistics; the tier; and the cache,
 * of this tier alone.
 */
public enum Kind {
    map,
    caffeine,
    ehcache,
    tier,
    cache;

    /** What all of them can do. */
    interface Subject {
        /** Returns the length of the content; -1: there is none. */
        int get(CacheKey key);

        /** Returns the same, of what is there. */
        default int getOrLoad(CacheKey key, CachedValue value) {
            return get(key);
        }

        void put(CacheKey key, CachedValue value);

        void remove(CacheKey key);

        /** Forgets all values with a tag; who knows no tags, those with the keys. */
        default void invalidate(String tag, CacheKey[] keys) {
            for (CacheKey key : keys) {
                remove(key);
            }
        }
    }

    private static int length(@Nullable CachedValue value) {
        return value == null ? -1 : value.length();
    }

    /** Returns one with room for so many entries; the map has room for any number. */
    Subject create(int entries) {
        return switch (this) {
            case map -> new Plain(new ConcurrentHashMap<>());
            case caffeine ->
                // what has to be done is done by who calls, whose time is counted
                new Other(Caffeine.newBuilder()
                        .maximumSize(entries)
                        .executor(Runnable::run)
                        .build());
            case ehcache -> {
                var configuration = CacheConfigurationBuilder.newCacheConfigurationBuilder(
                        CacheKey.class, CachedValue.class, ResourcePoolsBuilder.heap(entries));
                var manager = CacheManagerBuilder.newCacheManagerBuilder()
                        .withCache("bare", configuration)
                        .build(true);
                yield new Bare(manager.getCache("bare", CacheKey.class, CachedValue.class));
            }
            case tier -> new Tier(ehcacheTier(entries));
            case cache -> new Composed(Inside.over(ehcacheTier(entries)));
        };
    }

    private static EhcacheTier ehcacheTier(int entries) {
        return new EhcacheTier(new Room(1 << 13, entries, 0));
    }

    private record Plain(ConcurrentHashMap<CacheKey, CachedValue> map) implements Subject {
        @Override
        public int get(CacheKey key) {
            return length(map.get(key));
        }

        @Override
        public int getOrLoad(CacheKey key, CachedValue value) {
            return length(map.computeIfAbsent(key, missing -> value));
        }

        @Override
        public void put(CacheKey key, CachedValue value) {
            map.put(key, value);
        }

        @Override
        public void remove(CacheKey key) {
            map.remove(key);
        }
    }

    private record Other(com.github.benmanes.caffeine.cache.Cache<CacheKey, CachedValue> cache) implements Subject {
        @Override
        public int get(CacheKey key) {
            return length(cache.getIfPresent(key));
        }

        @Override
        public int getOrLoad(CacheKey key, CachedValue value) {
            Function<CacheKey, CachedValue> loader = missing -> value;
            return length(cache.get(key, loader));
        }

        @Override
        public void put(CacheKey key, CachedValue value) {
            cache.put(key, value);
        }

        @Override
        public void remove(CacheKey key) {
            cache.invalidate(key);
        }
    }

    private record Bare(org.ehcache.Cache<CacheKey, CachedValue> cache) implements Subject {
        @Override
        public int get(CacheKey key) {
            return length(cache.get(key));
        }

        @Override
        public void put(CacheKey key, CachedValue value) {
            cache.put(key, value);
        }

        @Override
        public void remove(CacheKey key) {
            cache.remove(key);
        }
    }

    private record Tier(CacheTier tier) implements Subject {
        @Override
        public int get(CacheKey key) {
            return length(tier.get(key));
        }

        @Override
        public void put(CacheKey key, CachedValue value) {
            tier.put(key, value);
        }

        @Override
        public void remove(CacheKey key) {
            tier.remove(key);
        }

        @Override
        public void invalidate(String tag, CacheKey[] keys) {
            tier.invalidate(tag);
        }
    }

    /** Makes values of contents itself, with their ETags. */
    private static final class Composed implements Subject {
        private final Cache cache;
        private final CacheView<byte[]> plain;
        private final CacheView<byte[]> tagged;

        Composed(Cache cache) {
            this.cache = cache;
            CachePolicy policy = CachePolicy.live(Duration.ofHours(1));
            plain = cache.namespace("benchmark", policy);
            tagged = cache.namespace("benchmark", policy.tagged("tag"));
        }

        private static int length(@Nullable Cached<byte[]> cached) {
            return cached == null ? -1 : cached.value().length;
        }

        @Override
        public int get(CacheKey key) {
            return length(plain.get(key.key()));
        }

        @Override
        public int getOrLoad(CacheKey key, CachedValue value) {
            return length(plain.getOrLoad(key.key(), missing -> Loaded.of(value.bytes())));
        }

        @Override
        public void put(CacheKey key, CachedValue value) {
            (value.tags().isEmpty() ? plain : tagged).put(key.key(), value.bytes());
        }

        @Override
        public void remove(CacheKey key) {
            plain.remove(key.key());
        }

        @Override
        public void invalidate(String tag, CacheKey[] keys) {
            cache.invalidate(tag);
        }
    }

    /** A configuration. */
    @SuppressWarnings("BadAnnotationImplementation")
    record Room(long heapMegabytes, long heapEntriesMax, long offHeapMegabytes) implements EhcacheConfig {
        @Override
        public Class<? extends Annotation> annotationType() {
            return EhcacheConfig.class;
        }
    }
}
