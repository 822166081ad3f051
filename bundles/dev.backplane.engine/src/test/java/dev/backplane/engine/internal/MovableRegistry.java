package dev.backplane.engine.internal;

import dev.backplane.registry.single.internal.SingleRegistry;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryStatistics;
import dev.backplane.spi.slot.SlotEmptyException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A registry whose entries can be moved to another, as a swap does, and that can be taken away. Thread-safe: what moves
 * waits for the calls under way.
 */
final class MovableRegistry implements Registry {

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private @Nullable Registry active = new SingleRegistry();
    private @Nullable Registry aside;

    /** Moves the very entries to a new registry and forgets the old one's. */
    void swap() {
        lock.writeLock().lock();
        try {
            Registry old = active();
            Registry next = new SingleRegistry();
            old.entries().forEach(next::register);
            active = next;
            old.clear();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Leaves the slot empty. */
    void remove() {
        lock.writeLock().lock();
        aside = active;
        active = null;
        lock.writeLock().unlock();
    }

    /** Fills the slot again, with what was in it. */
    void restore() {
        lock.writeLock().lock();
        active = aside;
        lock.writeLock().unlock();
    }

    private Registry active() {
        if (active == null) {
            throw new SlotEmptyException("registry", "slot registry is empty");
        }
        return active;
    }

    private <R> R with(Function<Registry, R> call) {
        lock.readLock().lock();
        try {
            return call.apply(active());
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public @Nullable Entry register(Entry entry) {
        return with(registry -> registry.register(entry));
    }

    @Override
    public boolean replace(Entry expected, Entry next) {
        return with(registry -> registry.replace(expected, next));
    }

    @Override
    public @Nullable Entry lookup(Key key) {
        return with(registry -> registry.lookup(key));
    }

    @Override
    public boolean unregister(Entry entry) {
        return with(registry -> registry.unregister(entry));
    }

    @Override
    public int ownerGone(Owner owner) {
        return with(registry -> registry.ownerGone(owner));
    }

    @Override
    public Stream<Entry> entries(String kind) {
        return with(registry -> registry.entries(kind).toList()).stream();
    }

    @Override
    public Stream<Entry> entries() {
        return with(registry -> registry.entries().toList()).stream();
    }

    @Override
    public Stream<Entry> owned(Owner owner) {
        return with(registry -> registry.owned(owner).toList()).stream();
    }

    @Override
    public void clear() {
        with(registry -> {
            registry.clear();
            return registry;
        });
    }

    @Override
    public long size() {
        return with(Registry::size);
    }

    @Override
    public int queueDepth() {
        return with(Registry::queueDepth);
    }

    @Override
    public RegistryStatistics statistics() {
        return with(Registry::statistics);
    }
}
