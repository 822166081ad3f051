package dev.backplane.registry.single.internal;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryStatistics;
import dev.backplane.spi.slot.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * A registry of one table and one writer: the smallest and simplest. Reads never wait; writes go one after the other.
 *
 * <p>Look-up, registration, replacement and removal take expected constant time, {@link #ownerGone} time linear in what
 * the owner has.
 */
@Component(
        service = Registry.class,
        immediate = true,
        property = {Slot.SLOT + "=" + Slot.REGISTRY, Slot.VARIANT + "=" + SingleRegistry.VARIANT})
public final class SingleRegistry implements Registry {

    static final String VARIANT = "single";

    /*
     * The table is a map of names for each kind, so that the entries of a kind can be streamed without an index of
     * their own; a kind is there while it has entries. Only the writer, who holds the lock, changes the maps, which is
     * why check and act need nothing atomic; readers go to the concurrent maps directly, and a single put or remove is
     * where an operation takes effect.
     *
     * The entries of an owner form a ring of cells, of which the index keeps one: entering and leaving cost a few
     * writes and no memory beyond the cell, however many owners have a single entry each.
     */

    /** Read by all, changed under the lock. */
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Cell>> kinds = new ConcurrentHashMap<>();

    /** Any cell of the owner's ring. Guarded by the lock. */
    private final Map<Owner, Cell> owners = new HashMap<>();

    private final ReentrantLock lock = new ReentrantLock();

    /** Changed under the lock. */
    private volatile long size;

    private final LongAdder lookups = new LongAdder();
    private final LongAdder registrations = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder conflicts = new LongAdder();

    @Activate
    public SingleRegistry() {}

    @Override
    public @Nullable Entry register(Entry entry) {
        lock.lock();
        try {
            Cell holder = cell(entry.key());
            if (holder != null) {
                conflicts.increment();
                return holder.entry;
            }
            enter(entry);
            size++;
            registrations.increment();
            return null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean replace(Entry expected, Entry next) {
        if (!expected.key().equals(next.key())) {
            throw new IllegalArgumentException(
                    "replacing " + expected.key() + " with an entry of another key, " + next.key());
        }
        lock.lock();
        try {
            Cell holder = cell(expected.key());
            if (holder == null || holder.entry != expected) {
                conflicts.increment();
                return false;
            }
            disown(holder);
            enter(next);
            removals.increment();
            registrations.increment();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Entry lookup(Key key) {
        lookups.increment();
        Cell cell = cell(key);
        return cell == null ? null : cell.entry;
    }

    @Override
    public boolean unregister(Entry entry) {
        lock.lock();
        try {
            Cell holder = cell(entry.key());
            if (holder == null || holder.entry != entry) {
                return false;
            }
            disown(holder);
            leave(entry.key());
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int ownerGone(Owner owner) {
        lock.lock();
        try {
            Cell first = owners.remove(owner);
            if (first == null) {
                return 0;
            }
            int gone = 0;
            Cell cell = first;
            do {
                leave(cell.entry.key());
                cell = cell.next;
                gone++;
            } while (cell != first);
            return gone;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Stream<Entry> entries(String kind) {
        return StreamSupport.stream(() -> cells(kind), Spliterator.CONCURRENT | Spliterator.NONNULL, false)
                .map(cell -> cell.entry);
    }

    @Override
    public Stream<Entry> entries() {
        return kinds.values().stream().flatMap(names -> names.values().stream()).map(cell -> cell.entry);
    }

    @Override
    public Stream<Entry> owned(Owner owner) {
        List<Entry> owned = new ArrayList<>();
        lock.lock();
        try {
            Cell first = owners.get(owner);
            for (Cell cell = first; cell != null; cell = cell.next == first ? null : cell.next) {
                owned.add(cell.entry);
            }
        } finally {
            lock.unlock();
        }
        return owned.stream();
    }

    @Override
    public void clear() {
        lock.lock();
        try {
            kinds.clear();
            owners.clear();
            removals.add(size);
            size = 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int queueDepth() {
        return lock.getQueueLength();
    }

    @Override
    public RegistryStatistics statistics() {
        return new RegistryStatistics(lookups.sum(), registrations.sum(), removals.sum(), conflicts.sum());
    }

    /** Returns how many owners have entries. */
    int owners() {
        lock.lock();
        try {
            return owners.size();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many kinds have entries. */
    int kinds() {
        return kinds.size();
    }

    private Spliterator<Cell> cells(String kind) {
        ConcurrentHashMap<String, Cell> names = kinds.get(kind);
        return names == null ? Spliterators.emptySpliterator() : names.values().spliterator();
    }

    private @Nullable Cell cell(Key key) {
        ConcurrentHashMap<String, Cell> names = kinds.get(key.kind());
        return names == null ? null : names.get(key.name());
    }

    /** Puts the entry under its key and into its owner's ring. Called under the lock. */
    private void enter(Entry entry) {
        Cell cell = new Cell(entry);
        Cell ring = owners.putIfAbsent(entry.owner(), cell);
        if (ring != null) {
            cell.next = ring.next;
            cell.previous = ring;
            ring.next.previous = cell;
            ring.next = cell;
        }
        ConcurrentHashMap<String, Cell> names = kinds.get(entry.key().kind());
        if (names == null) {
            names = new ConcurrentHashMap<>();
            names.put(entry.key().name(), cell);
            kinds.put(entry.key().kind(), names);
        } else {
            names.put(entry.key().name(), cell);
        }
    }

    /** Takes the cell out of its owner's ring. Called under the lock. */
    private void disown(Cell cell) {
        Owner owner = cell.entry.owner();
        if (cell.next == cell) {
            owners.remove(owner);
            return;
        }
        cell.previous.next = cell.next;
        cell.next.previous = cell.previous;
        if (owners.get(owner) == cell) {
            owners.put(owner, cell.next);
        }
    }

    /** Frees the key. Called under the lock. */
    private void leave(Key key) {
        ConcurrentHashMap<String, Cell> names = kinds.get(key.kind());
        if (names != null && names.remove(key.name()) != null) {
            size--;
            removals.increment();
            if (names.isEmpty()) {
                kinds.remove(key.kind());
            }
        }
    }

    /** A place in the table and in the ring of its owner's cells. The links are guarded by the lock. */
    private static final class Cell {
        final Entry entry;
        Cell next = this;
        Cell previous = this;

        Cell(Entry entry) {
            this.entry = entry;
        }
    }
}
