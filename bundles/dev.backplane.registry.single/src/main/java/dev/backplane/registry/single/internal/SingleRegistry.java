package dev.backplane.registry.single.internal;

import dev.backplane.spi.registry.Contention;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.EntryTable;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.OwnerIndex;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryStatistics;
import dev.backplane.spi.slot.Slot;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
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

    /** Read by all, changed under the lock: that is why check and act need nothing atomic. */
    private final EntryTable table = new EntryTable();

    /** Guarded by the lock. */
    private final OwnerIndex owners = new OwnerIndex();

    private final ReentrantLock lock = new ReentrantLock();

    /** Changed under the lock. */
    private volatile long size;

    private final LongAdder registrations = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private final Contention contention = new Contention();

    @Activate
    public SingleRegistry() {}

    @Override
    public @Nullable Entry register(Entry entry) {
        contention.lock(lock);
        try {
            Entry holder = table.putIfAbsent(entry);
            if (holder != null) {
                conflicts.increment();
                return holder;
            }
            owners.add(entry);
            size++;
            registrations.increment();
            if (table.crowded()) {
                table.purge();
            }
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
        contention.lock(lock);
        try {
            if (table.get(expected.key()) != expected) {
                conflicts.increment();
                return false;
            }
            owners.remove(expected);
            table.put(next);
            owners.add(next);
            removals.increment();
            registrations.increment();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Entry lookup(Key key) {
        return table.get(key);
    }

    @Override
    public boolean unregister(Entry entry) {
        contention.lock(lock);
        try {
            if (table.get(entry.key()) != entry) {
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
        contention.lock(lock);
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
        return table.entries(kind);
    }

    @Override
    public Stream<Entry> entries() {
        return table.entries();
    }

    @Override
    public Stream<Entry> owned(Owner owner) {
        contention.lock(lock);
        try {
            return owners.of(owner).stream();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void clear() {
        contention.lock(lock);
        try {
            table.clear();
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
        return new RegistryStatistics(
                registrations.sum(),
                removals.sum(),
                conflicts.sum(),
                contention.waits(),
                contention.nanos(),
                contention.deepest());
    }

    /** Returns how many owners have entries. */
    int owners() {
        contention.lock(lock);
        try {
            return owners.size();
        } finally {
            lock.unlock();
        }
    }

    /** Frees the key. Called under the lock. */
    private void leave(Key key) {
        if (table.remove(key)) {
            size--;
            removals.increment();
        }
    }
}
