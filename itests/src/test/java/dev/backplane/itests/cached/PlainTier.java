package dev.backplane.itests.cached;

import dev.backplane.spi.cache.CacheEntry;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.NamespaceSize;
import dev.backplane.spi.cache.TierStatistics;
import dev.backplane.spi.slot.Slot;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** A cache tier that is all under one lock, and walks all it has. It is there once its configuration is. */
public abstract class PlainTier implements CacheTier {

    private static final String PLAIN = Slot.VARIANT + "=plain";
    private static final String LAST = "service.ranking:Integer=-1000";

    /** For the first slot. */
    @Component(
            service = CacheTier.class,
            configurationPid = "dev.backplane.itests.plain.l1",
            configurationPolicy = ConfigurationPolicy.REQUIRE,
            property = {Slot.SLOT + "=" + Slot.CACHE_L1, PLAIN, LAST})
    public static final class First extends PlainTier {}

    /** For the second slot. */
    @Component(
            service = CacheTier.class,
            configurationPid = "dev.backplane.itests.plain.l2",
            configurationPolicy = ConfigurationPolicy.REQUIRE,
            property = {Slot.SLOT + "=" + Slot.CACHE_L2, PLAIN, LAST})
    public static final class Second extends PlainTier {}

    /** For the third slot. */
    @Component(
            service = CacheTier.class,
            configurationPid = "dev.backplane.itests.plain.l3",
            configurationPolicy = ConfigurationPolicy.REQUIRE,
            property = {Slot.SLOT + "=" + Slot.CACHE_L3, PLAIN, LAST})
    public static final class Third extends PlainTier {}

    private final Map<CacheKey, CachedValue> all = new HashMap<>();
    private long hits;
    private long misses;
    private long puts;
    private long removals;

    @Override
    public synchronized CachedValue get(CacheKey key) {
        CachedValue value = live(key);
        if (value == null) {
            misses++;
        } else {
            hits++;
        }
        return value;
    }

    private CachedValue live(CacheKey key) {
        CachedValue value = all.get(key);
        if (value != null && value.expired(System.currentTimeMillis())) {
            all.remove(key);
            return null;
        }
        return value;
    }

    @Override
    public synchronized Map<CacheKey, CachedValue> peekAll(Collection<CacheKey> keys) {
        Map<CacheKey, CachedValue> found = new HashMap<>();
        for (CacheKey key : keys) {
            CachedValue value = live(key);
            if (value != null) {
                found.put(key, value);
            }
        }
        return found;
    }

    @Override
    public synchronized void put(CacheKey key, CachedValue value) {
        all.put(key, value);
        puts++;
    }

    @Override
    public synchronized boolean remove(CacheKey key) {
        boolean had = live(key) != null;
        all.remove(key);
        removals += had ? 1 : 0;
        return had;
    }

    @Override
    public long invalidate(String tag) {
        return forget(entry -> entry.getValue().tags().contains(tag));
    }

    @Override
    public long clear(String namespace) {
        return forget(entry -> entry.getKey().namespace().equals(namespace));
    }

    @Override
    public void clear() {
        forget(entry -> true);
    }

    private synchronized long forget(Predicate<Map.Entry<CacheKey, CachedValue>> which) {
        long before = all.size();
        all.entrySet().removeIf(which);
        removals += before - all.size();
        return before - all.size();
    }

    @Override
    public synchronized Stream<CacheEntry> entries() {
        return List.copyOf(all.keySet()).stream()
                .flatMap(key -> peekAll(List.of(key)).entrySet().stream())
                .map(entry -> new CacheEntry(entry.getKey(), entry.getValue()));
    }

    @Override
    public Stream<CacheEntry> entries(String namespace) {
        return entries().filter(entry -> entry.key().namespace().equals(namespace));
    }

    @Override
    public synchronized long size() {
        return all.size();
    }

    @Override
    public synchronized long bytes() {
        return all.entrySet().stream()
                .mapToLong(entry -> entry.getValue().weight(entry.getKey()))
                .sum();
    }

    @Override
    public NamespaceSize size(String namespace) {
        return namespaces().stream()
                .filter(size -> size.namespace().equals(namespace))
                .findFirst()
                .orElse(new NamespaceSize(namespace, 0, 0));
    }

    @Override
    public synchronized List<NamespaceSize> namespaces() {
        return all.entrySet().stream()
                .collect(Collectors.groupingBy(entry -> entry.getKey().namespace()))
                .entrySet()
                .stream()
                .map(group -> new NamespaceSize(
                        group.getKey(),
                        group.getValue().size(),
                        group.getValue().stream()
                                .mapToLong(entry -> entry.getValue().weight(entry.getKey()))
                                .sum()))
                .toList();
    }

    @Override
    public long capacity() {
        return Long.MAX_VALUE;
    }

    @Override
    public synchronized TierStatistics statistics() {
        return new TierStatistics(hits, misses, puts, removals, 0, 0, 0);
    }
}
