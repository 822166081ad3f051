package dev.backplane.spi.cache;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A tier for tests: all under one lock, the least recently used go first. */
public final class MemoryTier implements CacheTier {

    /** One that is in. */
    private record Kept(CachedValue value, AtomicLong used) {}

    private final Clock clock;
    private final long capacity;
    private final ReentrantLock lock = new ReentrantLock();

    /** In the order of their last use. */
    private final LinkedHashMap<CacheKey, Kept> all = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<String, Set<CacheKey>> byTag = new HashMap<>();
    private final Map<String, Set<CacheKey>> byNamespace = new HashMap<>();
    private final Map<String, Long> bytesOf = new HashMap<>();
    private long bytes;
    private long hits;
    private long misses;
    private long puts;
    private long removals;
    private long evictions;
    private long expirations;
    private final TierCounters lost = new TierCounters();

    public MemoryTier(Clock clock) {
        this(clock, Long.MAX_VALUE);
    }

    public MemoryTier(Clock clock, long capacity) {
        this.clock = clock;
        this.capacity = capacity;
    }

    @Override
    public @Nullable CachedValue get(CacheKey key) {
        lock.lock();
        try {
            Kept kept = live(key);
            if (kept == null) {
                misses++;
                return null;
            }
            hits++;
            kept.used().set(clock.millis());
            return kept.value();
        } finally {
            lock.unlock();
        }
    }

    /** Returns what is in, and lets it go if its time is over. */
    private @Nullable Kept live(CacheKey key) {
        Kept kept = all.get(key);
        if (kept != null && over(kept)) {
            expirations++;
            lost.expired(key.namespace());
            forget(key, kept);
            return null;
        }
        return kept;
    }

    private boolean over(Kept kept) {
        long now = clock.millis();
        CachedValue value = kept.value();
        return value.expired(now)
                || (value.idleMillis() > 0 && now - kept.used().get() >= value.idleMillis());
    }

    private void forget(CacheKey key, Kept kept) {
        all.remove(key);
        drop(byNamespace, key.namespace(), key);
        kept.value().tags().forEach(tag -> drop(byTag, tag, key));
        account(key.namespace(), -kept.value().weight(key));
    }

    private static void drop(Map<String, Set<CacheKey>> index, String name, CacheKey key) {
        Set<CacheKey> keys = index.get(name);
        keys.remove(key);
        if (keys.isEmpty()) {
            index.remove(name);
        }
    }

    private void account(String namespace, long more) {
        bytes += more;
        bytesOf.merge(namespace, more, Long::sum);
    }

    @Override
    public Map<CacheKey, CachedValue> peekAll(Collection<CacheKey> keys) {
        lock.lock();
        try {
            Map<CacheKey, CachedValue> found = new HashMap<>();
            for (CacheKey key : keys) {
                Kept kept = live(key);
                if (kept != null) {
                    found.put(key, kept.value());
                }
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void put(CacheKey key, CachedValue value) {
        lock.lock();
        try {
            Kept before = all.get(key);
            if (before != null) {
                forget(key, before);
            }
            if (value.expired(clock.millis())) {
                return;
            }
            puts++;
            all.put(key, new Kept(value, new AtomicLong(clock.millis())));
            byNamespace
                    .computeIfAbsent(key.namespace(), name -> new LinkedHashSet<>())
                    .add(key);
            value.tags()
                    .forEach(tag -> byTag.computeIfAbsent(tag, name -> new LinkedHashSet<>())
                            .add(key));
            account(key.namespace(), value.weight(key));
            while (bytes > capacity && !all.isEmpty()) {
                Map.Entry<CacheKey, Kept> eldest = all.entrySet().iterator().next();
                forget(eldest.getKey(), eldest.getValue());
                evictions++;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean remove(CacheKey key) {
        lock.lock();
        try {
            Kept kept = live(key);
            if (kept == null) {
                return false;
            }
            removals++;
            forget(key, kept);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long invalidate(String tag) {
        return removeAll(byTag, tag);
    }

    @Override
    public long clear(String namespace) {
        return removeAll(byNamespace, namespace);
    }

    private long removeAll(Map<String, Set<CacheKey>> index, String name) {
        lock.lock();
        try {
            Collection<CacheKey> keys = List.copyOf(index.getOrDefault(name, Set.of()));
            return keys.stream().filter(this::remove).count();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void clear() {
        lock.lock();
        try {
            List.copyOf(all.keySet()).forEach(this::remove);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Stream<CacheEntry> entries() {
        return entries(null, true);
    }

    @Override
    public Stream<CacheEntry> entries(String namespace) {
        return entries(namespace, false);
    }

    private Stream<CacheEntry> entries(@Nullable String namespace, boolean each) {
        lock.lock();
        try {
            List<CacheEntry> found = new ArrayList<>();
            for (Iterator<Map.Entry<CacheKey, Kept>> i = all.entrySet().iterator(); i.hasNext(); ) {
                Map.Entry<CacheKey, Kept> next = i.next();
                if ((each || next.getKey().namespace().equals(namespace)) && !over(next.getValue())) {
                    found.add(new CacheEntry(next.getKey(), next.getValue().value()));
                }
            }
            return found.stream();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long size() {
        lock.lock();
        try {
            return all.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public NamespaceSize size(String namespace) {
        lock.lock();
        try {
            return new NamespaceSize(
                    namespace,
                    byNamespace.getOrDefault(namespace, Set.of()).size(),
                    bytesOf.getOrDefault(namespace, 0L));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<NamespaceSize> namespaces() {
        lock.lock();
        try {
            return byNamespace.keySet().stream().map(this::size).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long capacity() {
        return capacity;
    }

    @Override
    public Map<String, NamespaceLosses> losses() {
        return lost.losses();
    }

    @Override
    public TierStatistics statistics() {
        lock.lock();
        try {
            return new TierStatistics(hits, misses, puts, removals, evictions, expirations, 0);
        } finally {
            lock.unlock();
        }
    }
}
