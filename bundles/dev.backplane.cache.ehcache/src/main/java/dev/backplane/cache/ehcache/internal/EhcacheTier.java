package dev.backplane.cache.ehcache.internal;

import dev.backplane.spi.cache.CacheEntry;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheTierException;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.NamespaceLosses;
import dev.backplane.spi.cache.NamespaceSize;
import dev.backplane.spi.cache.TierCounters;
import dev.backplane.spi.cache.TierStatistics;
import dev.backplane.spi.slot.Slot;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The fastest tier: Ehcache on the heap, and beside it where that is configured. Thread-safe.
 *
 * <p>Values on the heap are kept as they are, none is copied. Beside the heap each is one array of bytes, and those that were got
 * last are on the heap as well; what the tier knows of an entry, about 200 bytes, is always on the heap.
 *
 * <p>What is full lets go what was used least lately among a few that Ehcache picks at random. A value above a quarter of the heap's
 * room, or a 64th of that beside it, is not kept: too many others would have to go at once. A change of the heap's sizes applies to
 * what is there; a change of the size beside the heap empties the tier.
 */
@Component(
        service = CacheTier.class,
        immediate = true,
        configurationPid = EhcacheTier.PID,
        property = {Slot.SLOT + "=" + Slot.CACHE_L1, Slot.VARIANT + "=" + EhcacheTier.VARIANT})
@Designate(ocd = EhcacheConfig.class)
public final class EhcacheTier implements CacheTier {

    static final String PID = "dev.backplane.cache.ehcache";
    static final String VARIANT = "ehcache";

    private final Clock clock;
    private final TierCounters counters = new TierCounters();
    private final CoarseTime coarse = new CoarseTime();
    private final AtomicLong numbers = new AtomicLong();

    /** All that there is; calls under way on an earlier one end there. */
    private volatile Core core;

    private final Expirer expirer;

    /**
     * @throws IllegalArgumentException if a value is out of bounds
     * @throws IllegalStateException if there is not so much memory
     */
    @Activate
    public EhcacheTier(EhcacheConfig config) {
        this(Clock.systemUTC(), Sizes.of(config));
        expirer.start();
    }

    /** Makes one whose thread runs. */
    static EhcacheTier started(Clock clock, Sizes sizes) {
        EhcacheTier tier = new EhcacheTier(clock, sizes);
        tier.expirer.start();
        return tier;
    }

    /** Makes one that takes out what is due only when it is asked to, or something is put. */
    EhcacheTier(Clock clock, Sizes sizes) {
        this.clock = clock;
        core = create(sizes);
        expirer = new Expirer(clock, this::expireDue, () -> core.index().wake());
    }

    private Core create(Sizes sizes) {
        return new Core(sizes, coarse, counters, clock.millis());
    }

    /** @throws IllegalArgumentException if a value is out of bounds; what was in force stays so */
    @Modified
    void modified(EhcacheConfig config) {
        resize(Sizes.of(config));
    }

    /** Changes how much fits; what fits on the heap no more goes before this returns, and all if the size beside it changes. */
    synchronized void resize(Sizes next) {
        Core now = core;
        if (next.offHeapMegabytes() == now.sizes().offHeapMegabytes()) {
            now.resize(next);
        } else {
            core = create(next);
            now.close();
        }
    }

    @Deactivate
    void deactivate() {
        expirer.close();
        core.close();
    }

    /** Returns the time, and has Ehcache know it. */
    private long now() {
        long now = clock.millis();
        coarse.set(now);
        return now;
    }

    @Override
    public @Nullable CachedValue get(CacheKey key) {
        Core at = core;
        Held held = at.held(key);
        if (held != null) {
            CachedValue value = at.live(key, held, now(), true);
            if (value != null) {
                counters.got(1, 1);
                return value;
            }
        }
        counters.got(1, 0);
        return null;
    }

    @Override
    public Map<CacheKey, CachedValue> peekAll(Collection<CacheKey> keys) {
        Map<CacheKey, CachedValue> found = new HashMap<>();
        Core at = core;
        for (CacheKey key : keys) {
            CachedValue value = peek(at, key);
            if (value != null) {
                found.put(key, value);
            }
        }
        return found;
    }

    private @Nullable CachedValue peek(Core at, CacheKey key) {
        Held held = at.held(key);
        return held == null ? null : at.live(key, held, clock.millis(), false);
    }

    @Override
    public void put(CacheKey key, CachedValue value) {
        long now = now();
        long weight = value.weight(key);
        Core at = core;
        Sizes sizes = at.sizes();
        if (value.expired(now) || weight > sizes.largest()) {
            at.take(key);
            return;
        }
        Node node = new Node(sizes.besideHeap() ? numbers.incrementAndGet() : 0, key, value, weight, now);
        counters.put(1);
        at.put(key, node, now);
        expirer.due(node.leaves());
    }

    @Override
    public boolean remove(CacheKey key) {
        Core at = core;
        Node node = at.take(key);
        if (node == null) {
            return false;
        }
        boolean over = node.over(clock.millis());
        at.count(key, over);
        return !over;
    }

    @Override
    public long invalidate(String tag) {
        Core at = core;
        return at.index()
                .withTag(tag)
                .map(walk -> at.removeAll(walk, clock.millis()))
                .orElse(0L);
    }

    @Override
    public long clear(String namespace) {
        long gone = 0;
        Core at = core;
        for (Iterator<Walk<Node>> walks = at.index().walks(namespace); walks.hasNext(); ) {
            gone += at.removeAll(walks.next(), clock.millis());
        }
        return gone;
    }

    @Override
    public void clear() {
        namespaces().forEach(each -> clear(each.namespace()));
    }

    /** Takes out all that is due. Returns when more may be, in milliseconds. */
    long expireDue() {
        long now = clock.millis();
        Core at = core;
        try {
            return at.expireDue(now);
        } catch (CacheTierException e) {
            // it was closed meanwhile: all there is has gone, or is in another
            return at == core ? Long.MAX_VALUE : now;
        }
    }

    @Override
    public Stream<CacheEntry> entries() {
        Core at = core;
        return entries(at, List.of(), at.index().walks());
    }

    @Override
    public Stream<CacheEntry> entries(String namespace) {
        // who looks at a few looks for what can go
        Core at = core;
        return entries(at, at.index().sample(namespace), at.index().walks(namespace));
    }

    private Stream<CacheEntry> entries(Core at, List<Node> first, Iterator<Walk<Node>> walks) {
        return Nodes.of(first, walks).mapMulti((node, all) -> {
            CachedValue value =
                    node.known() == null ? peek(at, node.key) : at.live(node.key, node, clock.millis(), false);
            if (value != null) {
                all.accept(new CacheEntry(node.key, value));
            }
        });
    }

    @Override
    public long size() {
        return core.index().size();
    }

    @Override
    public long bytes() {
        return core.index().bytes();
    }

    @Override
    public NamespaceSize size(String namespace) {
        return core.index().size(namespace);
    }

    @Override
    public List<NamespaceSize> namespaces() {
        return core.index().namespaces();
    }

    @Override
    public long capacity() {
        return core.sizes().bytes();
    }

    @Override
    public TierStatistics statistics() {
        return counters.statistics(Map.of());
    }

    @Override
    public Map<String, NamespaceLosses> losses() {
        return counters.losses();
    }

    /** Returns all that there is now. */
    Core core() {
        return core;
    }
}
