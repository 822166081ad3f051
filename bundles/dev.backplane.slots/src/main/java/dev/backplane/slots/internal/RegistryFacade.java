package dev.backplane.slots.internal;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryStatistics;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The active registry, whichever it is. A stream goes through the one that is active when it begins; see {@link Visit}. */
final class RegistryFacade implements Registry {

    private final ActiveSlot<Registry> slot;
    private final Growth growth;

    RegistryFacade(ActiveSlot<Registry> slot, Growth growth) {
        this.slot = slot;
        this.growth = growth;
    }

    @Override
    public @Nullable Entry register(Entry entry) {
        Tenure<Registry> now = slot.enterToWrite();
        try {
            Entry holder = now.service().register(entry);
            growth.entered(now.service());
            return holder;
        } finally {
            now.wrote(entry.key());
            now.exit();
        }
    }

    @Override
    public boolean replace(Entry expected, Entry next) {
        Tenure<Registry> now = slot.enterToWrite();
        try {
            return now.service().replace(expected, next);
        } finally {
            now.wrote(expected.key());
            now.exit();
        }
    }

    @Override
    public boolean unregister(Entry entry) {
        Tenure<Registry> now = slot.enterToWrite();
        try {
            return now.service().unregister(entry);
        } finally {
            now.wrote(entry.key());
            now.exit();
        }
    }

    @Override
    public int ownerGone(Owner owner) {
        Tenure<Registry> now = slot.enterToWrite();
        try {
            return now.service().ownerGone(owner);
        } finally {
            now.wrote(owner);
            now.exit();
        }
    }

    @Override
    public void clear() {
        Tenure<Registry> now = slot.enterToWrite();
        try {
            now.service().clear();
        } finally {
            now.wrote(RegistryTransfer.ALL);
            now.exit();
        }
    }

    @Override
    public @Nullable Entry lookup(Key key) {
        Tenure<Registry> now = slot.enter();
        try {
            return now.service().lookup(key);
        } finally {
            now.exit();
        }
    }

    @Override
    public Stream<Entry> entries(String kind) {
        return Visit.of(slot, registry -> registry.entries(kind));
    }

    @Override
    public Stream<Entry> entries() {
        return Visit.of(slot, Registry::entries);
    }

    @Override
    public Stream<Entry> owned(Owner owner) {
        return Visit.of(slot, registry -> registry.owned(owner));
    }

    @Override
    public long size() {
        return read(Registry::size);
    }

    @Override
    public int queueDepth() {
        return read(Registry::queueDepth);
    }

    @Override
    public int writers() {
        return read(Registry::writers);
    }

    @Override
    public long[] loads() {
        return read(Registry::loads);
    }

    @Override
    public RegistryStatistics statistics() {
        return read(Registry::statistics);
    }

    private <R> R read(Function<Registry, R> call) {
        Tenure<Registry> now = slot.enter();
        try {
            return call.apply(now.service());
        } finally {
            now.exit();
        }
    }
}
