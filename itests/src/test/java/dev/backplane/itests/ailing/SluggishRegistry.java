package dev.backplane.itests.ailing;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryStatistics;
import dev.backplane.spi.slot.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Component;

/**
 * A list in which each look-up goes through all, under the lock that writes hold for long; and a key may be given to two who want
 * it at the same time.
 */
@Component(
        service = Registry.class,
        immediate = true,
        property = {Slot.SLOT + "=" + Slot.REGISTRY, Slot.VARIANT + "=sluggish", "service.ranking:Integer=-1000"})
public final class SluggishRegistry implements Registry {
    private static final int LOOKS = 20;
    private static final long GAP_NANOS = 50;

    private final List<Entry> entries = new ArrayList<>();
    private long found;

    @Override
    public Entry register(Entry entry) {
        Entry holder = lookup(entry.key());
        if (holder != null) {
            return holder;
        }
        long end = System.nanoTime() + size() * GAP_NANOS;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        write(entry.key());
        synchronized (this) {
            entries.add(entry);
        }
        return null;
    }

    private synchronized void write(Key key) {
        for (int i = 0; i < LOOKS; i++) {
            found += lookup(key) == null ? 0 : 1;
        }
    }

    @Override
    public synchronized boolean replace(Entry expected, Entry next) {
        if (lookup(expected.key()) != expected) {
            return false;
        }
        entries.remove(expected);
        return entries.add(next);
    }

    @Override
    public synchronized Entry lookup(Key key) {
        for (Entry entry : entries) {
            if (entry.key().equals(key)) {
                return entry;
            }
        }
        return null;
    }

    @Override
    public boolean unregister(Entry entry) {
        write(entry.key());
        synchronized (this) {
            return entries.removeIf(each -> each == entry);
        }
    }

    @Override
    public synchronized int ownerGone(Owner owner) {
        int before = entries.size();
        entries.removeIf(entry -> entry.owner().equals(owner));
        return before - entries.size();
    }

    @Override
    public Stream<Entry> entries(String kind) {
        return entries().filter(entry -> entry.key().kind().equals(kind));
    }

    @Override
    public synchronized Stream<Entry> entries() {
        return List.copyOf(entries).stream();
    }

    @Override
    public Stream<Entry> owned(Owner owner) {
        return entries().filter(entry -> entry.owner().equals(owner));
    }

    @Override
    public synchronized void clear() {
        entries.clear();
    }

    @Override
    public synchronized long size() {
        return entries.size();
    }

    @Override
    public int queueDepth() {
        return 0;
    }

    @Override
    public synchronized RegistryStatistics statistics() {
        return new RegistryStatistics(found, 0, 0);
    }
}
