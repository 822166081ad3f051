package dev.backplane.cache.hazelcast.internal;

import com.hazelcast.core.HazelcastInstance;
import dev.backplane.spi.cache.CacheEntry;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheTierException;
import dev.backplane.spi.cache.CacheWatcher;
import dev.backplane.spi.cache.CacheWatchers;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.NamespaceLosses;
import dev.backplane.spi.cache.NamespaceSize;
import dev.backplane.spi.cache.TierCounters;
import dev.backplane.spi.cache.TierStatistics;
import dev.backplane.spi.slot.Slot;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A cache tier that the nodes of a cluster have in common: each value is on one of them and on {@code backups} further ones, and
 * what a node has got lately is in its own memory, too. Thread-safe. A node of its own needs no configuration.
 *
 * <p>A write is acknowledged when the backups have it. Other nodes see it within moments, as they are told that what they have is
 * outdated.
 */
@Component(
        service = CacheTier.class,
        immediate = true,
        configurationPid = HazelcastCacheTier.PID,
        property = {Slot.SLOT + "=" + Slot.CACHE_L2, Slot.VARIANT + "=" + HazelcastCacheTier.VARIANT})
@Designate(ocd = HazelcastConfig.class)
public final class HazelcastCacheTier implements CacheTier {

    static final String PID = "dev.backplane.cache.hazelcast";
    static final String VARIANT = "hazelcast";

    private final Clock clock;
    private final TierCounters counters = new TierCounters();
    private final CacheWatchers watchers = new CacheWatchers();
    private volatile HazelcastSettings settings;
    private volatile Grid grid;

    /** @throws IllegalArgumentException if a value is out of bounds */
    @Activate
    public HazelcastCacheTier(HazelcastConfig config) {
        this(HazelcastSettings.of(config), Clock.systemUTC());
    }

    /** Joins the cluster before this returns. */
    HazelcastCacheTier(HazelcastSettings settings, Clock clock) {
        this.clock = clock;
        this.settings = settings;
        grid = join(settings);
    }

    /** @throws IllegalArgumentException if a value is out of bounds; what was in force stays so */
    @Modified
    void modified(HazelcastConfig config) {
        configure(HazelcastSettings.of(config));
    }

    void configure(HazelcastSettings next) {
        if (next.equals(settings)) {
            return;
        }
        Grid before = grid;
        // the same port may be wanted
        before.close();
        settings = next;
        grid = join(next);
        watchers.missed();
    }

    private Grid join(HazelcastSettings with) {
        Grid joined = new Grid(Member.start(with), with, clock, counters);
        Listeners.begin(joined, counters, watchers);
        return joined;
    }

    @Deactivate
    void deactivate() {
        grid.close();
    }

    HazelcastInstance member() {
        return grid.member();
    }

    /** Does it, and says why where it cannot be done. */
    private <R extends @Nullable Object> R call(Supplier<R> what) {
        try {
            return what.get();
        } catch (CacheTierException e) {
            counters.failed(1);
            throw e;
        } catch (RuntimeException e) {
            counters.failed(1);
            throw new CacheTierException("the cluster " + settings.cluster() + " cannot now: " + e, e);
        }
    }

    @Override
    public @Nullable CachedValue get(CacheKey key) {
        return getAll(List.of(key)).get(key);
    }

    @Override
    public Map<CacheKey, CachedValue> getAll(Collection<CacheKey> keys) {
        Map<CacheKey, CachedValue> found = find(keys, true);
        counters.got(keys.size(), found.size());
        return found;
    }

    @Override
    public Map<CacheKey, CachedValue> peekAll(Collection<CacheKey> keys) {
        return find(keys, false);
    }

    private Map<CacheKey, CachedValue> find(Collection<CacheKey> keys, boolean use) {
        Map<CacheKey, CachedValue> found = new HashMap<>();
        call(() -> {
            grid.find(keys, use, found);
            return found;
        });
        return found;
    }

    @Override
    public void put(CacheKey key, CachedValue value) {
        boolean kept = call(() -> grid.put(key, value));
        if (kept) {
            counters.put(1);
        }
    }

    @Override
    public boolean remove(CacheKey key) {
        boolean removed = call(() -> grid.remove(key));
        if (removed) {
            counters.removed(1);
        }
        return removed;
    }

    @Override
    public long invalidate(String tag) {
        return forget(Stored.tag(tag));
    }

    @Override
    public long clear(String namespace) {
        return forget(Stored.namespace(namespace));
    }

    private long forget(String mark) {
        long gone = call(() -> grid.forget(mark));
        counters.removed(gone);
        return gone;
    }

    @Override
    public void clear() {
        forget(Stored.ALL);
        namespaces().forEach(size -> clear(size.namespace()));
    }

    @Override
    public Stream<CacheEntry> entries(String namespace) {
        return call(() -> grid.keys(namespace)).stream()
                .flatMap(key -> peekAll(List.of(key)).entrySet().stream())
                .map(entry -> new CacheEntry(entry.getKey(), entry.getValue()));
    }

    @Override
    public NamespaceSize size(String namespace) {
        return call(() -> grid.size(namespace));
    }

    @Override
    public List<NamespaceSize> namespaces() {
        return call(() -> grid.namespaces());
    }

    @Override
    public long capacity() {
        return settings.room();
    }

    @Override
    public TierStatistics statistics() {
        return counters.statistics(call(grid::details));
    }

    @Override
    public Map<String, NamespaceLosses> losses() {
        return counters.losses();
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public Watch watch(CacheWatcher watcher) {
        return watchers.add(watcher);
    }
}
