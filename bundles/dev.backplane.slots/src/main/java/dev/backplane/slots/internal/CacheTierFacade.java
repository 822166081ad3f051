package dev.backplane.slots.internal;

import dev.backplane.spi.cache.CacheEntry;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheWatcher;
import dev.backplane.spi.cache.CacheWrite;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.NamespaceLosses;
import dev.backplane.spi.cache.NamespaceSize;
import dev.backplane.spi.cache.TierStatistics;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The active tier of a slot, whichever it is. A stream goes through the one that is active when it begins; see {@link Visit}. */
final class CacheTierFacade implements CacheTier {

    private final ActiveSlot<CacheTier> slot;
    private final TierWatches watches;

    CacheTierFacade(ActiveSlot<CacheTier> slot) {
        this.slot = slot;
        watches = new TierWatches(slot);
    }

    /** Has the watches follow to the tier that is active now. */
    void follow() {
        watches.follow();
    }

    @Override
    public @Nullable CachedValue get(CacheKey key) {
        Tenure<CacheTier> now = slot.enter();
        try {
            return now.service().get(key);
        } finally {
            now.exit();
        }
    }

    @Override
    public Map<CacheKey, CachedValue> getAll(Collection<CacheKey> keys) {
        return read(tier -> tier.getAll(keys));
    }

    @Override
    public Map<CacheKey, CachedValue> peekAll(Collection<CacheKey> keys) {
        return read(tier -> tier.peekAll(keys));
    }

    @Override
    public void put(CacheKey key, CachedValue value) {
        Tenure<CacheTier> now = slot.enterToWrite();
        try {
            now.service().put(key, value);
        } finally {
            now.wrote(key);
            now.exit();
        }
    }

    @Override
    public boolean remove(CacheKey key) {
        Tenure<CacheTier> now = slot.enterToWrite();
        try {
            return now.service().remove(key);
        } finally {
            now.wrote(key);
            now.exit();
        }
    }

    @Override
    public long invalidate(String tag) {
        return write(new CacheWrite.Invalidate(tag), tier -> tier.invalidate(tag));
    }

    @Override
    public long clear(String namespace) {
        return write(new CacheWrite.Clear(namespace), tier -> tier.clear(namespace));
    }

    @Override
    public void clear() {
        write(CacheTransfer.ALL, tier -> {
            tier.clear();
            return 0;
        });
    }

    @Override
    public void write(List<CacheWrite> writes) {
        Tenure<CacheTier> now = slot.enterToWrite();
        try {
            now.service().write(writes);
        } finally {
            for (CacheWrite write : writes) {
                now.wrote(mark(write));
            }
            now.exit();
        }
    }

    private static Object mark(CacheWrite write) {
        if (write instanceof CacheWrite.Put put) {
            return put.key();
        }
        return write instanceof CacheWrite.Remove remove ? remove.key() : write;
    }

    private long write(Object mark, ToLongFunction<CacheTier> call) {
        Tenure<CacheTier> now = slot.enterToWrite();
        try {
            return call.applyAsLong(now.service());
        } finally {
            now.wrote(mark);
            now.exit();
        }
    }

    @Override
    public Stream<CacheEntry> entries() {
        return Visit.of(slot, CacheTier::entries);
    }

    @Override
    public Stream<CacheEntry> entries(String namespace) {
        return Visit.of(slot, tier -> tier.entries(namespace));
    }

    @Override
    public List<CacheEntry> some(String namespace, int most) {
        return read(tier -> tier.some(namespace, most));
    }

    @Override
    public long size() {
        return read(CacheTier::size);
    }

    @Override
    public long bytes() {
        return read(CacheTier::bytes);
    }

    @Override
    public NamespaceSize size(String namespace) {
        return read(tier -> tier.size(namespace));
    }

    @Override
    public List<NamespaceSize> namespaces() {
        return read(CacheTier::namespaces);
    }

    @Override
    public long capacity() {
        return read(CacheTier::capacity);
    }

    @Override
    public TierStatistics statistics() {
        return read(CacheTier::statistics);
    }

    @Override
    public Map<String, NamespaceLosses> losses() {
        return read(CacheTier::losses);
    }

    @Override
    public boolean shared() {
        return read(CacheTier::shared);
    }

    @Override
    public Watch watch(CacheWatcher watcher) {
        return watches.add(watcher);
    }

    private <R> R read(Function<CacheTier, R> call) {
        Tenure<CacheTier> now = slot.enter();
        try {
            return call.apply(now.service());
        } finally {
            now.exit();
        }
    }
}
