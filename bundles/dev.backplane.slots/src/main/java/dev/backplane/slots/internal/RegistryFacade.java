package dev.backplane.slots.internal;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryStatistics;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The active registry, whichever it is. */
final class RegistryFacade implements Registry {

    private final ActiveSlot<Registry> slot;

    RegistryFacade(ActiveSlot<Registry> slot) {
        this.slot = slot;
    }

    @Override
    public @Nullable Entry register(Entry entry) {
        return slot.get().register(entry);
    }

    @Override
    public boolean replace(Entry expected, Entry next) {
        return slot.get().replace(expected, next);
    }

    @Override
    public @Nullable Entry lookup(Key key) {
        return slot.get().lookup(key);
    }

    @Override
    public boolean unregister(Entry entry) {
        return slot.get().unregister(entry);
    }

    @Override
    public int ownerGone(Owner owner) {
        return slot.get().ownerGone(owner);
    }

    @Override
    public Stream<Entry> entries(String kind) {
        return slot.get().entries(kind);
    }

    @Override
    public Stream<Entry> entries() {
        return slot.get().entries();
    }

    @Override
    public Stream<Entry> owned(Owner owner) {
        return slot.get().owned(owner);
    }

    @Override
    public void clear() {
        slot.get().clear();
    }

    @Override
    public long size() {
        return slot.get().size();
    }

    @Override
    public int queueDepth() {
        return slot.get().queueDepth();
    }

    @Override
    public RegistryStatistics statistics() {
        return slot.get().statistics();
    }
}
