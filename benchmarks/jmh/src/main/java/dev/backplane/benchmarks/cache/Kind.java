package dev.backplane.benchmarks.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.backplane.cache.ehcache.internal.EhcacheConfig;
import dev.backplane.cache.ehcache.internal.EhcacheTier;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import java.lang.annotation.Annotation;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.jspecify.annotations.Nullable;

/** What is measured: the tier, and beside it two libraries that know no time to live, tags, namespaces, sizes or statistics. */
public enum Kind {
    backplane,
    ehcache,
    caffeine;

    /** What all three can do. */
    interface Subject {
        @Nullable
        CachedValue get(CacheKey key);

        void put(CacheKey key, CachedValue value);

        boolean remove(CacheKey key);

        /** Forgets all values with a tag; who knows no tags, those with the keys. */
        long invalidate(String tag, CacheKey[] keys);
    }

    /** Returns one with room for so many entries. */
    Subject create(int entries) {
        return switch (this) {
            case backplane -> new Tier(new EhcacheTier(new Room(1 << 13, entries, 0)));
            case ehcache -> {
                var configuration = CacheConfigurationBuilder.newCacheConfigurationBuilder(
                        CacheKey.class, CachedValue.class, ResourcePoolsBuilder.heap(entries));
                var manager = CacheManagerBuilder.newCacheManagerBuilder()
                        .withCache("bare", configuration)
                        .build(true);
                yield new Bare(manager.getCache("bare", CacheKey.class, CachedValue.class));
            }
            case caffeine ->
                new Other(Caffeine.newBuilder().maximumSize(entries).build());
        };
    }

    record Tier(EhcacheTier tier) implements Subject {
        @Override
        public @Nullable CachedValue get(CacheKey key) {
            return tier.get(key);
        }

        @Override
        public void put(CacheKey key, CachedValue value) {
            tier.put(key, value);
        }

        @Override
        public boolean remove(CacheKey key) {
            return tier.remove(key);
        }

        @Override
        public long invalidate(String tag, CacheKey[] keys) {
            return tier.invalidate(tag);
        }
    }

    private record Bare(org.ehcache.Cache<CacheKey, CachedValue> cache) implements Subject {
        @Override
        public @Nullable CachedValue get(CacheKey key) {
            return cache.get(key);
        }

        @Override
        public void put(CacheKey key, CachedValue value) {
            cache.put(key, value);
        }

        @Override
        public boolean remove(CacheKey key) {
            cache.remove(key);
            return true;
        }

        @Override
        public long invalidate(String tag, CacheKey[] keys) {
            for (CacheKey key : keys) {
                cache.remove(key);
            }
            return keys.length;
        }
    }

    private record Other(com.github.benmanes.caffeine.cache.Cache<CacheKey, CachedValue> cache) implements Subject {
        @Override
        public @Nullable CachedValue get(CacheKey key) {
            return cache.getIfPresent(key);
        }

        @Override
        public void put(CacheKey key, CachedValue value) {
            cache.put(key, value);
        }

        @Override
        public boolean remove(CacheKey key) {
            return cache.asMap().remove(key) != null;
        }

        @Override
        public long invalidate(String tag, CacheKey[] keys) {
            for (CacheKey key : keys) {
                cache.invalidate(key);
            }
            return keys.length;
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
