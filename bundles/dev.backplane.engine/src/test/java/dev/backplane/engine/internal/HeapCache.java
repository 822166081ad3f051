package dev.backplane.engine.internal;

import dev.backplane.api.cache.Cache;
import dev.backplane.api.cache.CacheConverter;
import dev.backplane.api.cache.CacheLoadException;
import dev.backplane.api.cache.CacheLoader;
import dev.backplane.api.cache.CachePolicy;
import dev.backplane.api.cache.CacheStatistics;
import dev.backplane.api.cache.CacheView;
import dev.backplane.api.cache.Cached;
import dev.backplane.api.cache.Loaded;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A cache that keeps all until its time is over, and counts. Thread-safe; does not fly in single file. */
final class HeapCache implements Cache {

    record Entry(byte[] value, long created, long expires, Set<String> tags) {}

    final Map<String, Entry> entries = new ConcurrentHashMap<>();
    final AtomicInteger hits = new AtomicInteger();
    final AtomicInteger gets = new AtomicInteger();
    final Set<String> invalidated = ConcurrentHashMap.newKeySet();
    private final Clock clock;

    HeapCache(Clock clock) {
        this.clock = clock;
    }

    @Override
    public CacheView<byte[]> namespace(String name, CachePolicy policy) {
        return new View<>(name, policy, new CacheConverter<>() {
            @Override
            public byte[] toBytes(byte[] value) {
                return value;
            }

            @Override
            public byte[] ofBytes(byte[] bytes) {
                return bytes;
            }
        });
    }

    @Override
    public void invalidate(String tag) {
        invalidated.add(tag);
        entries.values().removeIf(entry -> entry.tags().contains(tag));
    }

    @Override
    public CacheStatistics statistics() {
        return new CacheStatistics(List.of(), List.of());
    }

    private final class View<T> implements CacheView<T> {

        private final String name;
        private final CachePolicy policy;
        private final CacheConverter<T> converter;

        View(String name, CachePolicy policy, CacheConverter<T> converter) {
            this.name = name;
            this.policy = policy;
            this.converter = converter;
        }

        @Override
        public String namespace() {
            return name;
        }

        @Override
        public CacheView<T> with(CachePolicy other) {
            return new View<>(name, other, converter);
        }

        @Override
        public <U> CacheView<U> as(CacheConverter<U> other) {
            return new View<>(name, policy, other);
        }

        @Override
        public @Nullable Cached<T> get(String key) {
            gets.incrementAndGet();
            Entry entry = entries.get(name + '/' + key);
            if (entry == null || entry.expires() <= clock.millis()) {
                return null;
            }
            hits.incrementAndGet();
            return seen(entry);
        }

        private Cached<T> seen(Entry entry) {
            T value = converter.ofBytes(entry.value());
            return new Cached<>(value, "e", entry.value().length, entry.created(), entry.expires(), false);
        }

        @Override
        public Map<String, Cached<T>> getAll(Collection<String> keys) {
            Map<String, Cached<T>> found = new HashMap<>();
            for (String key : keys) {
                Cached<T> value = get(key);
                if (value != null) {
                    found.put(key, value);
                }
            }
            return found;
        }

        @Override
        public @Nullable Cached<T> getOrLoad(String key, CacheLoader<T> loader) {
            Cached<T> found = get(key);
            if (found != null) {
                return found;
            }
            Loaded<T> loaded;
            try {
                loaded = loader.load(key);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new CacheLoadException(name + '/' + key, e);
            }
            if (loaded == null) {
                return null;
            }
            CachePolicy own = loaded.policy();
            return put(key, loaded.value(), own == null ? policy : own);
        }

        @Override
        public Cached<T> put(String key, T value) {
            return put(key, value, policy);
        }

        @Override
        public Cached<T> put(String key, T value, CachePolicy how) {
            long now = clock.millis();
            Entry entry = new Entry(
                    converter.toBytes(value), now, now + how.timeToLive().toMillis(), how.tags());
            entries.put(name + '/' + key, entry);
            return seen(entry);
        }

        @Override
        public void remove(String key) {
            entries.remove(name + '/' + key);
        }

        @Override
        public void clear() {
            entries.keySet().removeIf(key -> key.startsWith(name + '/'));
        }
    }

    /** Returns the keys that are there, each behind its namespace. */
    Set<String> keys() {
        return new TreeMap<>(entries).keySet();
    }
}
