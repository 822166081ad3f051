package dev.backplane.spi.cache;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps values, as many as it has room for. Slots {@code cache.l1}, {@code cache.l2}, {@code cache.l3}, from the fastest to the
 * slowest. Thread-safe; operations on one key are linearizable on this node.
 *
 * <p>A tier may lose any value at any time. What it must never do is give out a value that has expired, was idle for too long,
 * was replaced, removed, invalidated or cleared before the call began, or was put under another key.
 *
 * <p>Whoever calls may be serving a request: calls return within a bound that the tier has, and tells in its configuration if it
 * is above a millisecond. A call that cannot be done throws {@link CacheTierException}, reads included; who called goes on
 * without the tier. None takes time that grows with the number of values in the tier, but for those that say so.
 */
@ConsumerType
public interface CacheTier {

    /** Returns the value, or null. Counts as a use of it. */
    @Nullable
    CachedValue get(CacheKey key);

    /** Returns the values of those keys that have one. Each counts as used. One round trip, where there are any. */
    default Map<CacheKey, CachedValue> getAll(Collection<CacheKey> keys) {
        Map<CacheKey, CachedValue> found = new HashMap<>();
        for (CacheKey key : keys) {
            CachedValue value = get(key);
            if (value != null) {
                found.put(key, value);
            }
        }
        return found;
    }

    /** Returns the values of those keys that have one, without counting as a use, nor in the statistics. */
    Map<CacheKey, CachedValue> peekAll(Collection<CacheKey> keys);

    /** Keeps the value in the place of an earlier one. One that has expired is not kept, and the earlier one goes all the same. */
    void put(CacheKey key, CachedValue value);

    /** Forgets the value. Returns whether there was one. */
    boolean remove(CacheKey key);

    /** Forgets all values that have the tag. Returns how many; time grows with that number alone. */
    long invalidate(String tag);

    /** Forgets all values of the namespace. Returns how many; time grows with that number alone. */
    long clear(String namespace);

    /**
     * Forgets all values. Not atomic: what is put meanwhile may stay. A tier that is shared forgets them for all nodes.
     */
    void clear();

    /** Writes all of this, in order; one round trip, where there are any. Not atomic. */
    default void write(List<CacheWrite> writes) {
        for (CacheWrite write : writes) {
            if (write instanceof CacheWrite.Put put) {
                put(put.key(), put.value());
            } else if (write instanceof CacheWrite.Remove remove) {
                remove(remove.key());
            } else if (write instanceof CacheWrite.Invalidate invalidate) {
                invalidate(invalidate.tag());
            } else if (write instanceof CacheWrite.Clear clear) {
                clear(clear.namespace());
            }
        }
    }

    /**
     * Streams what there is, lazily and weakly consistently, without counting as a use. To be closed. The first elements take no
     * time that grows with the number of the others.
     */
    default Stream<CacheEntry> entries() {
        return namespaces().stream().flatMap(size -> entries(size.namespace()));
    }

    /** Streams what there is of a namespace, as {@link #entries()} does; what there is of others takes no time. */
    Stream<CacheEntry> entries(String namespace);

    /**
     * Returns some values of a namespace, without counting as a use: those that would best go if some have to. Takes time that grows
     * with {@code most} alone.
     */
    default List<CacheEntry> some(String namespace, int most) {
        try (Stream<CacheEntry> all = entries(namespace)) {
            return all.limit(most).toList();
        }
    }

    /** Returns the number of values; those that have expired and were not found to have yet may be counted. */
    default long size() {
        return namespaces().stream().mapToLong(NamespaceSize::entries).sum();
    }

    /** Returns the sum of what the values weigh ({@link CachedValue#weight}). */
    default long bytes() {
        return namespaces().stream().mapToLong(NamespaceSize::bytes).sum();
    }

    /** Returns the size of a namespace; zeros where there is nothing. */
    NamespaceSize size(String namespace);

    /** Returns the sizes of all namespaces that have values, in any order. */
    List<NamespaceSize> namespaces();

    /** Returns how many bytes there is room for, about; {@link Long#MAX_VALUE} where the tier does not bound them itself. */
    long capacity();

    TierStatistics statistics();

    /** Returns what has gone of each namespace, as far as the tier knows; it may lack those that have lost nothing. */
    default Map<String, NamespaceLosses> losses() {
        return Map.of();
    }

    /** Tells whether other nodes have the same values. */
    default boolean shared() {
        return false;
    }

    /**
     * Tells of what other nodes do, until the result is closed; not within a call to the tier. A tier that is not shared has nothing
     * to tell.
     *
     * @return ends the telling; may be closed twice
     */
    default Watch watch(CacheWatcher watcher) {
        return () -> {};
    }

    /** A watch over a shared tier. */
    @FunctionalInterface
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
