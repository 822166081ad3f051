package dev.backplane.engine.internal;

import dev.backplane.registry.single.internal.SingleRegistry;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryStatistics;
import dev.backplane.spi.slot.SlotEmptyException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A registry whose entries can be moved to another, as a swap does, and that can be taken away. */
final class MovableRegistry implements Registry {

    private volatile @Nullable Registry active = new SingleRegistry();
    private @Nullable Registry aside;

    /** Moves the very entries to a new registry and forgets the old one's. */
    void swap() {
        Registry old = active();
        Registry next = new SingleRegistry();
        old.entries().forEach(next::register);
        active = next;
        old.clear();
    }

    /** Leaves the slot empty. */
    void remove() {
        aside = active;
        active = null;
    }

    /** Fills the slot again, with what was in it. */
    void restore() {
        active = aside;
    }

    private Registry active() {
        Registry now = active;
        if (now == null) {
            throw new SlotEmptyException("registry", "slot registry is empty");
        }
        return now;
    }

    @Override
    public @Nullable Entry register(Entry entry) {
        return active().register(entry);
    }

    @Override
    public boolean replace(Entry expected, Entry next) {
        return active().replace(expected, next);
    }

    @Override
    public @Nullable Entry lookup(Key key) {
        return active().lookup(key);
    }

    @Override
    public boolean unregister(Entry entry) {
        return active().unregister(entry);
    }

    @Override
    public int ownerGone(Owner owner) {
        return active().ownerGone(owner);
    }

    @Override
    public Stream<Entry> entries(String kind) {
        return active().entries(kind);
    }

    @Override
    public Stream<Entry> entries() {
        return active().entries();
    }

    @Override
    public Stream<Entry> owned(Owner owner) {
        return active().owned(owner);
    }

    @Override
    public void clear() {
        active().clear();
    }

    @Override
    public long size() {
        return active().size();
    }

    @Override
    public int queueDepth() {
        return active().queueDepth();
    }

    @Override
    public RegistryStatistics statistics() {
        return active().statistics();
    }
}
