package dev.backplane.registry.sharded.internal;

import dev.backplane.spi.registry.Key;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A part of the table, with one writer at a time. Readers never wait.
 *
 * <p>The table is a map of names for each kind, so that the entries of a kind can be streamed without an index of their
 * own; a kind is there while it has entries. Only who holds the lock changes the maps; readers go to the concurrent maps
 * directly, and a single put or remove is where an operation takes effect.
 */
final class Shard {

    /** Held by the writer. */
    final ReentrantLock lock = new ReentrantLock();

    /** Whether another table has taken over, so that writing here would be lost. Guarded by the lock. */
    boolean retired;

    /** Read by all, changed under the lock. */
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Cell>> kinds = new ConcurrentHashMap<>();

    /** Changed under the lock. */
    private volatile long size;

    long size() {
        return size;
    }

    int kinds() {
        return kinds.size();
    }

    @Nullable
    Cell cell(Key key) {
        ConcurrentHashMap<String, Cell> names = kinds.get(key.kind());
        return names == null ? null : names.get(key.name());
    }

    Spliterator<Cell> cells(String kind) {
        ConcurrentHashMap<String, Cell> names = kinds.get(kind);
        return names == null ? Spliterators.emptySpliterator() : names.values().spliterator();
    }

    Stream<Cell> cells() {
        return kinds.values().stream().flatMap(names -> names.values().stream());
    }

    /** Frees all keys. Called under the lock. */
    void clear() {
        kinds.clear();
        size = 0;
    }

    /** Puts the cell under a key that is free, or in the place of another cell. Called under the lock. */
    void put(Key key, Cell cell) {
        ConcurrentHashMap<String, Cell> names = kinds.get(key.kind());
        boolean free;
        if (names == null) {
            names = new ConcurrentHashMap<>();
            names.put(key.name(), cell);
            kinds.put(key.kind(), names);
            free = true;
        } else {
            free = names.put(key.name(), cell) == null;
        }
        if (free) {
            size++;
        }
    }

    /** Frees the key if this cell holds it. Returns whether it did. Called under the lock. */
    boolean remove(Key key, Cell cell) {
        ConcurrentHashMap<String, Cell> names = kinds.get(key.kind());
        if (names == null || !names.remove(key.name(), cell)) {
            return false;
        }
        size--;
        if (names.isEmpty()) {
            kinds.remove(key.kind());
        }
        return true;
    }

    /** Puts all cells into another table. Called under the lock, and where nobody else can see that table. */
    void copyTo(Table table) {
        kinds.values()
                .forEach(names -> names.values().forEach(cell -> {
                    Key key = cell.entry.key();
                    table.shard(key).put(key, cell);
                }));
    }
}
