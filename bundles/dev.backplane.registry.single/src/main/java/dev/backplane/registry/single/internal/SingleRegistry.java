package dev.backplane.registry.single.internal;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.OwnerIndex;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryStatistics;
import dev.backplane.spi.slot.Slot;
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
     */

    /** Read by all, changed under the lock. */
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Entry>> kinds = new ConcurrentHashMap<>();

    /** Guarded by the lock. */
    private final OwnerIndex owners = new OwnerIndex();

    private final ReentrantLock lock = new ReentrantLock();

    /** Changed under the lock. */
    private volatile long size;

    private final LongAdder registrations = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder conflicts = new LongAdder();

    @Activate
    public SingleRegistry() {}

    @Override
    public @Nullable Entry register(Entry entry) {
        lock.lock();
        try {
            Entry holder = find(entry.key());
            if (holder != null) {
                conflicts.increment();
                return holder;
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
            if (find(expected.key()) != expected) {
                conflicts.increment();
                return false;
            }
            owners.remove(expected);
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
        return find(key);
    }

    @Override
    public boolean unregister(Entry entry) {
        lock.lock();
        try {
            if (find(entry.key()) != entry) {
                return false;
            }
            owners.remove(entry);
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
            List<Entry> gone = owners.removeAll(owner);
            gone.forEach(entry -> leave(entry.key()));
            return gone.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Stream<Entry> entries(String kind) {
        return StreamSupport.stream(() -> named(kind), Spliterator.CONCURRENT | Spliterator.NONNULL, false);
    }

    @Override
    public Stream<Entry> entries() {
        return kinds.values().stream().flatMap(names -> names.values().stream());
    }

    @Override
    public Stream<Entry> owned(Owner owner) {
        lock.lock();
        try {
            return owners.of(owner).stream();
        } finally {
            lock.unlock();
        }
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
        return new RegistryStatistics(registrations.sum(), removals.sum(), conflicts.sum());
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

    private @Nullable Entry find(Key key) {
        Map<String, Entry> names = kinds.get(key.kind());
        return names == null ? null : names.get(key.name());
    }

    private Spliterator<Entry> named(String kind) {
        Map<String, Entry> names = kinds.get(kind);
        return names == null ? Spliterators.emptySpliterator() : names.values().spliterator();
    }

    /** Puts the entry under its key. Called under the lock. */
    private void enter(Entry entry) {
        owners.add(entry);
        ConcurrentHashMap<String, Entry> names = kinds.get(entry.key().kind());
        if (names == null) {
            names = new ConcurrentHashMap<>();
            names.put(entry.key().name(), entry);
            kinds.put(entry.key().kind(), names);
        } else {
            names.put(entry.key().name(), entry);
        }
    }

    /** Frees the key. Called under the lock. */
    private void leave(Key key) {
        Map<String, Entry> names = kinds.get(key.kind());
        if (names != null && names.remove(key.name()) != null) {
            size--;
            removals.increment();
            if (names.isEmpty()) {
                kinds.remove(key.kind());
            }
        }
    }
}
