package dev.backplane.cache.ehcache.internal;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTierException;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.TierCounters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that there is: Ehcache's table, and what is known of its entries. Thread-safe. What is asked of one that was closed throws
 * {@link CacheTierException}.
 */
final class Core implements AutoCloseable {

    /** How often Ehcache is asked to evict after a put; two entries go each time, and about a microsecond. */
    private static final int TRIMS_MAX = 1_000;

    private static final int FRUITLESS_MAX = 2;

    /** How many that are due a put takes along, and how many nodes it looks at for that. */
    private static final int ALONG = 8;

    private static final int ALONG_LOOKS = 32;

    private static final int ROUND = 128;

    private static final CacheKey NOBODY = new CacheKey("dev.backplane.cache.ehcache", "nobody");

    private final TierCounters counters;
    private final Index index;
    private final Follower follower;
    private final Table table;
    private volatile Sizes sizes;

    /** @throws IllegalStateException if there is not so much memory */
    Core(Sizes sizes, CoarseTime time, TierCounters counters, long nowMillis) {
        this.sizes = sizes;
        this.counters = counters;
        index = new Index(sizes.besideHeap(), nowMillis);
        follower = new Follower(index, counters);
        table = new Table(sizes, follower, time);
    }

    Sizes sizes() {
        return sizes;
    }

    Index index() {
        return index;
    }

    // ---- one key ---------------------------------------------------------------------------------------------------

    @Nullable
    Held held(CacheKey key) {
        try {
            return table.cache.get(key);
        } catch (IllegalStateException e) {
            throw closed(e);
        }
    }

    /** Returns the value unless its time is over; then it goes. */
    @Nullable
    CachedValue live(CacheKey key, Held held, long now, boolean use) {
        CachedValue value = held.value(key);
        boolean over = value.expired(now);
        if (!over && value.idleMillis() != 0) {
            Node node = index.node(held);
            if (node == null || node.over(now)) {
                over = true;
            } else if (use) {
                node.use(now);
            }
        }
        if (over) {
            expire(key, held);
            return null;
        }
        return value;
    }

    /** Puts one in, and takes along what is due. Not for one that is larger than {@link Sizes#largest()}. */
    void put(CacheKey key, Node node, long now) {
        try {
            table.cache.put(key, node);
        } catch (CacheTierException e) {
            // no room for one so large beside the heap, whatever goes
            counters.failed(1);
            take(key);
            index.leave(node);
        } catch (IllegalStateException e) {
            throw closed(e);
        }
        Sizes bounds = sizes;
        Shard shard = index.shard(key);
        if (bounds.besideHeap()) {
            node.leaveHeap();
        } else if (shard.above(node.weight()) && index.bytes() > bounds.heapBytes()) {
            trim(TRIMS_MAX);
        }
        if (shard.wake() <= now) {
            expireDue(shard, now, ALONG_LOOKS, new Node[ALONG]);
        }
    }

    /** Forgets what is under a key. Returns its node; null: there was nothing. */
    @Nullable
    Node take(CacheKey key) {
        try {
            return follower.remove(table.cache, key);
        } catch (IllegalStateException e) {
            throw closed(e);
        }
    }

    private boolean remove(CacheKey key, Held held) {
        try {
            return table.cache.remove(key, held);
        } catch (IllegalStateException e) {
            throw closed(e);
        }
    }

    /** Counts one that was taken out, by whether its time was over. */
    void count(CacheKey key, boolean over) {
        if (over) {
            counters.expired(key.namespace());
        } else {
            counters.removed(1);
        }
    }

    // ---- many ------------------------------------------------------------------------------------------------------

    /** Forgets all that a walk meets. Returns how many of those had time left. */
    long removeAll(Walk<?> walk, long now) {
        long gone = 0;
        for (List<Node> nodes = walk.next(); !nodes.isEmpty(); nodes = walk.next()) {
            for (Node node : nodes) {
                if (remove(node.key, node)) {
                    boolean over = node.over(now);
                    count(node.key, over);
                    gone += over ? 0 : 1;
                }
            }
        }
        return gone;
    }

    /** Takes out all that is due. Returns when more may be, in milliseconds. */
    long expireDue(long now) {
        Node[] room = new Node[ROUND];
        for (Shard shard : index.shards()) {
            while (shard.wake() <= now) {
                expireDue(shard, now, Integer.MAX_VALUE, room);
            }
        }
        return index.wake();
    }

    private void expireDue(Shard shard, long now, int looks, Node[] room) {
        int due = shard.poll(now, looks, room);
        for (int i = 0; i < due; i++) {
            expire(room[i].key, room[i]);
        }
    }

    private void expire(CacheKey key, Held held) {
        if (remove(key, held)) {
            counters.expired(key.namespace());
        }
    }

    // ---- room ------------------------------------------------------------------------------------------------------

    /** Changes how much fits on the heap; what fits no more goes before this returns. */
    void resize(Sizes next) {
        sizes = next;
        table.resize(next);
        if (!next.besideHeap()) {
            trim(Long.MAX_VALUE);
        }
    }

    /**
     * Has Ehcache evict what does not fit. It does so after each put, but two entries at most, which is not enough where the new
     * one takes the room of many. This is a put that finds nothing to replace.
     */
    private void trim(long times) {
        Held nothing = new Held(0, new byte[0]);
        int fruitless = 0;
        for (long i = 0; i < times && fruitless < FRUITLESS_MAX; i++) {
            long before = follower.evictions();
            try {
                table.cache.replace(NOBODY, nothing);
            } catch (IllegalStateException e) {
                throw closed(e);
            }
            fruitless = follower.evictions() == before ? fruitless + 1 : 0;
        }
    }

    private CacheTierException closed(RuntimeException e) {
        counters.failed(1);
        return new CacheTierException("Ehcache is closed", e);
    }

    @Override
    public void close() {
        table.close();
    }
}
