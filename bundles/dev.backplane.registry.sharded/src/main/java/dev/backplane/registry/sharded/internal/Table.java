package dev.backplane.registry.sharded.internal;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The entries by their keys: a map of names for each kind, so that the entries of a kind can be streamed without an index
 * of their own. Thread-safe; readers never wait, and a single put or remove is where an operation takes effect.
 */
final class Table {

    /** Kinds to have before looking whether some have no entries any more. */
    private static final int PURGE_AT = 64;

    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Entry>> kinds = new ConcurrentHashMap<>();
    private volatile int purgeAt = PURGE_AT;

    @Nullable
    Entry get(Key key) {
        Map<String, Entry> names = kinds.get(key.kind());
        return names == null ? null : names.get(key.name());
    }

    /** Takes a free key. Returns the entry that holds it, or null. Called under the lock of the entry's owner. */
    @Nullable
    Entry putIfAbsent(Entry entry) {
        return names(entry.key().kind()).putIfAbsent(entry.key().name(), entry);
    }

    /** Gives a key to another entry. Called under the locks of the owners of both. */
    void put(Entry entry) {
        names(entry.key().kind()).put(entry.key().name(), entry);
    }

    /** Frees a key. Called under the lock of the owner of the entry that holds it. */
    void remove(Key key) {
        Map<String, Entry> names = kinds.get(key.kind());
        if (names != null) {
            names.remove(key.name());
        }
    }

    private ConcurrentHashMap<String, Entry> names(String kind) {
        ConcurrentHashMap<String, Entry> names = kinds.get(kind);
        return names != null ? names : kinds.computeIfAbsent(kind, none -> new ConcurrentHashMap<>());
    }

    Spliterator<Entry> entries(String kind) {
        Map<String, Entry> names = kinds.get(kind);
        return names == null ? Spliterators.emptySpliterator() : names.values().spliterator();
    }

    Stream<Entry> entries() {
        return kinds.values().stream().flatMap(names -> names.values().stream());
    }

    /** Tells whether there are so many kinds that {@link #purge} is due. */
    boolean crowded() {
        return kinds.size() >= purgeAt;
    }

    /** Forgets the kinds without entries. Called under the locks of all owners. */
    void purge() {
        kinds.values().removeIf(Map::isEmpty);
        purgeAt = Math.max(PURGE_AT, 2 * kinds.size());
    }

    /** Called under the locks of all owners. */
    void clear() {
        kinds.clear();
    }

    int kinds() {
        return kinds.size();
    }
}
