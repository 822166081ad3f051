package dev.backplane.cache.ehcache.internal;

import dev.backplane.spi.cache.CacheEntry;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheTierException;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.NamespaceSize;
import dev.backplane.spi.cache.TierStatistics;
import dev.backplane.spi.slot.Slot;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
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

    /** How often Ehcache is asked to evict after a put; two entries go each time, and about a microsecond. */
    private static final int TRIMS_MAX = 1_000;

    private static final int FRUITLESS_MAX = 2;

    /** How many that are due a put takes along. */
    private static final int ALONG = 8;

    private static final int ROUND = 128;
    private static final CacheKey NOBODY = new CacheKey("dev.backplane.cache.ehcache", "nobody");

    private final Clock clock;

    /** All that there is; calls under way on an earlier one end there. */
    private volatile Core core;

    private final Expirer expirer;
    private final CoarseTime coarse = new CoarseTime();
    private final AtomicLong numbers = new AtomicLong();

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder expirations = new LongAdder();
    private final LongAdder failures = new LongAdder();

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
        expirer = new Expirer(clock, this::expireDue);
    }

    /** A table and what is known of it. */
    private record Core(Sizes sizes, Index index, Follower follower, Table table) {}

    private Core create(Sizes sizes) {
        Index index = new Index(sizes.besideHeap(), clock.millis());
        Follower follower = new Follower(index, evictions);
        return new Core(sizes, index, follower, new Table(sizes, follower, coarse));
    }

    /** @throws IllegalArgumentException if a value is out of bounds; what was in force stays so */
    @Modified
    void modified(EhcacheConfig config) {
        resize(Sizes.of(config));
    }

    /** Changes how much fits; what fits on the heap no more goes before this returns, and all if the size beside it changes. */
    synchronized void resize(Sizes next) {
        Core now = core;
        if (next.offHeapMegabytes() != now.sizes().offHeapMegabytes()) {
            core = create(next);
            now.table().close();
            return;
        }
        core = new Core(next, now.index(), now.follower(), now.table());
        now.table().resize(next);
        if (!next.besideHeap()) {
            trim(now.table(), Long.MAX_VALUE);
        }
    }

    @Deactivate
    void deactivate() {
        expirer.close();
        core.table().close();
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
        Held held = held(at, key);
        if (held != null) {
            CachedValue value = live(at, key, held, now(), true);
            if (value != null) {
                hits.increment();
                return value;
            }
        }
        misses.increment();
        return null;
    }

    private @Nullable Held held(Core at, CacheKey key) {
        try {
            return at.table().cache.get(key);
        } catch (IllegalStateException e) {
            throw closed(e);
        }
    }

    private CacheTierException closed(RuntimeException e) {
        failures.increment();
        return new CacheTierException("Ehcache is closed", e);
    }

    /** Returns the value unless its time is over; then it goes. */
    private @Nullable CachedValue live(Core at, CacheKey key, Held held, long now, boolean use) {
        CachedValue value = held.value(key);
        boolean over = value.expired(now);
        if (!over && value.idleMillis() != 0) {
            Node node = at.index().node(held);
            if (node == null || node.over(now)) {
                over = true;
            } else if (use) {
                node.use(now);
            }
        }
        if (over) {
            expire(at, key, held);
            return null;
        }
        return value;
    }

    private void expire(Core at, CacheKey key, Held held) {
        try {
            if (at.table().cache.remove(key, held)) {
                expirations.increment();
            }
        } catch (IllegalStateException e) {
            throw closed(e);
        }
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
        Held held = held(at, key);
        return held == null ? null : live(at, key, held, clock.millis(), false);
    }

    @Override
    public void put(CacheKey key, CachedValue value) {
        long now = now();
        long weight = value.weight(key);
        Core at = core;
        Sizes sizes = at.sizes();
        if (value.expired(now) || weight > sizes.largest()) {
            take(at, key);
            return;
        }
        boolean besideHeap = sizes.besideHeap();
        Node node = new Node(besideHeap ? numbers.incrementAndGet() : 0, key, value, weight, now);
        puts.increment();
        try {
            at.table().cache.put(key, node);
        } catch (CacheTierException e) {
            // no room for one so large beside the heap, whatever goes
            failures.increment();
            take(at, key);
            at.index().leave(node);
        } catch (IllegalStateException e) {
            throw closed(e);
        }
        Shard shard = at.index().shard(key);
        if (besideHeap) {
            node.leaveHeap();
        } else if (shard.above(weight) && at.index().bytes() > sizes.heapBytes()) {
            trim(at.table(), TRIMS_MAX);
        }
        expirer.due(node.due());
        if (shard.wake() <= now) {
            expireDue(at, shard, now, new Node[ALONG]);
        }
    }

    /**
     * Has Ehcache evict what does not fit. It does so after each put, but two entries at most, which is not enough where the new
     * one takes the room of many. This is a put that finds nothing to replace.
     */
    private void trim(Table table, long times) {
        Held nothing = new Held(0, new byte[0]);
        int fruitless = 0;
        for (long i = 0; i < times && fruitless < FRUITLESS_MAX; i++) {
            long before = evictions.sum();
            try {
                table.cache.replace(NOBODY, nothing);
            } catch (IllegalStateException e) {
                throw closed(e);
            }
            fruitless = evictions.sum() == before ? fruitless + 1 : 0;
        }
    }

    /** Forgets what is under a key. Returns its node; null: there was nothing. */
    private @Nullable Node take(Core at, CacheKey key) {
        try {
            return at.follower().removedBy(() -> at.table().cache.remove(key));
        } catch (IllegalStateException e) {
            throw closed(e);
        }
    }

    @Override
    public boolean remove(CacheKey key) {
        Node node = take(core, key);
        if (node == null) {
            return false;
        }
        boolean over = node.over(clock.millis());
        (over ? expirations : removals).increment();
        return !over;
    }

    @Override
    public long invalidate(String tag) {
        Core at = core;
        return at.index().withTag(tag).map(walk -> removeAll(at, walk)).orElse(0L);
    }

    @Override
    public long clear(String namespace) {
        long gone = 0;
        Core at = core;
        for (Iterator<Walk<Node>> walks = at.index().walks(namespace); walks.hasNext(); ) {
            gone += removeAll(at, walks.next());
        }
        return gone;
    }

    private long removeAll(Core at, Walk<?> walk) {
        long gone = 0;
        long now = clock.millis();
        try {
            for (List<Node> nodes = walk.next(); !nodes.isEmpty(); nodes = walk.next()) {
                for (Node node : nodes) {
                    if (at.table().cache.remove(node.key, node)) {
                        boolean over = node.over(now);
                        (over ? expirations : removals).increment();
                        gone += over ? 0 : 1;
                    }
                }
            }
        } catch (IllegalStateException e) {
            throw closed(e);
        }
        return gone;
    }

    @Override
    public void clear() {
        namespaces().forEach(each -> clear(each.namespace()));
    }

    /** Takes out all that is due. Returns when more may be, in milliseconds. */
    long expireDue() {
        Node[] room = new Node[ROUND];
        long now = clock.millis();
        Core at = core;
        try {
            for (Shard shard : at.index().shards()) {
                while (shard.wake() <= now && expireDue(at, shard, now, room)) {
                    // there may be more
                }
            }
        } catch (CacheTierException e) {
            // it was closed meanwhile: all there is has gone, or is in another
            return at == core ? Long.MAX_VALUE : now;
        }
        return at.index().wake();
    }

    /** Returns whether there may be more. */
    private boolean expireDue(Core at, Shard shard, long now, Node[] room) {
        int due = shard.poll(now, room);
        for (int i = 0; i < due; i++) {
            expire(at, room[i].key, room[i]);
        }
        return shard.wake() <= now;
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
                    node.known() == null ? peek(at, node.key) : live(at, node.key, node, clock.millis(), false);
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
        return new TierStatistics(
                hits.sum(),
                misses.sum(),
                puts.sum(),
                removals.sum(),
                evictions.sum(),
                expirations.sum(),
                failures.sum());
    }

    /** Returns how many tags are known. */
    int tags() {
        return core.index().tags();
    }
}
