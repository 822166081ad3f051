package dev.backplane.engine.internal.held;

import dev.backplane.spi.cache.HeldStatistics;
import dev.backplane.spi.cache.HeldValues;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Objects that are dearer to make than to keep, within bounds, but for one that is larger; the cache shows their figures. Thread-safe. What is there is found
 * without a lock; of all that want the same at once one makes it, and the others wait for that.
 *
 * @param <K> by what they are found
 * @param <V> what is kept: is not changed
 */
public final class HeldTable<K, V> implements HeldValues {

    /*
     * Clearing replaces the whole generation: what is being made meanwhile, maybe of what has just changed, enters the old one
     * and goes with it. For want of space goes, in the order of coming, what was not found since it was last passed over.
     */

    /** One value. */
    private static final class Node<V> {
        private final V value;
        private final String tag;
        private final long bytes;
        private volatile boolean used;

        Node(V value, String tag, long bytes) {
            this.value = value;
            this.tag = tag;
            this.bytes = bytes;
        }
    }

    /** What is kept from one clearing to the next. */
    private static final class Generation<K, V> {
        private final Map<K, Node<V>> nodes = new ConcurrentHashMap<>();

        /** Guarded by this, as the bytes are. */
        private final Deque<K> order = new ArrayDeque<>();

        private long bytes;
    }

    private final String namespace;
    private final int entriesMax;
    private final long bytesMax;
    private final ToLongFunction<V> weigher;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private volatile Generation<K, V> now = new Generation<>();

    /** @param weigher returns the bytes of a value, about */
    public HeldTable(String namespace, int entriesMax, long bytesMax, ToLongFunction<V> weigher) {
        this.namespace = namespace;
        this.entriesMax = entriesMax;
        this.bytesMax = bytesMax;
        this.weigher = weigher;
    }

    /** Returns the value, or makes it and keeps it. */
    public V get(K key, Function<? super K, ? extends V> maker) {
        return get(key, "", maker);
    }

    /**
     * Returns the value, or makes it and keeps it.
     *
     * @param tag by which it is invalidated, if it is made now
     * @param maker must not look here itself
     */
    public V get(K key, String tag, Function<? super K, ? extends V> maker) {
        Generation<K, V> at = now;
        Node<V> found = at.nodes.get(key);
        if (found == null) {
            return make(at, key, tag, maker);
        }
        hits.increment();
        if (!found.used) {
            found.used = true;
        }
        return found.value;
    }

    private V make(Generation<K, V> at, K key, String tag, Function<? super K, ? extends V> maker) {
        boolean[] made = new boolean[1];
        Node<V> node = at.nodes.computeIfAbsent(key, missing -> {
            made[0] = true;
            V value = maker.apply(missing);
            return new Node<>(value, tag, weigher.applyAsLong(value));
        });
        if (made[0]) {
            misses.increment();
            admit(at, key, node);
        } else {
            hits.increment();
        }
        return node.value;
    }

    private void admit(Generation<K, V> at, K key, Node<V> node) {
        synchronized (at) {
            at.order.add(key);
            at.bytes += node.bytes;
            while (at.order.size() > entriesMax || at.bytes > bytesMax && at.order.size() > 1) {
                evict(at);
            }
        }
    }

    private void evict(Generation<K, V> at) {
        K oldest = at.order.remove();
        Node<V> node = at.nodes.get(oldest);
        if (node != null && node.used) {
            node.used = false;
            at.order.add(oldest);
        } else if (node != null && at.nodes.remove(oldest, node)) {
            at.bytes -= node.bytes;
            evictions.increment();
        }
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public HeldStatistics statistics() {
        Generation<K, V> at = now;
        synchronized (at) {
            return new HeldStatistics(at.order.size(), at.bytes, hits.sum(), misses.sum(), evictions.sum());
        }
    }

    @Override
    public void invalidate(String tag) {
        Generation<K, V> at = now;
        synchronized (at) {
            at.order.removeIf(key -> {
                Node<V> node = at.nodes.get(key);
                if (node == null || !node.tag.equals(tag) || !at.nodes.remove(key, node)) {
                    return false;
                }
                at.bytes -= node.bytes;
                return true;
            });
        }
    }

    @Override
    public void clear() {
        now = new Generation<>();
    }
}
