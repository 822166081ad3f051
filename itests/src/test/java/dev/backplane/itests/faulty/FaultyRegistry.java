package dev.backplane.itests.faulty;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.OwnerIndex;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryStatistics;
import dev.backplane.spi.slot.Slot;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Component;

/** A simple registry with faults. Thread-safe: one map; writes are guarded by the registry. */
@Component(
        service = Registry.class,
        immediate = true,
        property = {Slot.SLOT + "=" + Slot.REGISTRY, Slot.VARIANT + "=faulty", "service.ranking:Integer=-10"})
public final class FaultyRegistry implements Registry {
    private static final String TRIAL = "trial";

    private final ConcurrentHashMap<Key, Entry> entries = new ConcurrentHashMap<>();
    private final OwnerIndex owners = new OwnerIndex();

    @Override
    public synchronized Entry register(Entry entry) {
        boolean done = Fault.at(entry.key().kind().equals(TRIAL) ? Fault.Step.TRIAL : Fault.Step.COPY);
        Entry holder = done ? entries.putIfAbsent(entry.key(), entry) : null;
        if (done && holder == null) {
            owners.add(entry);
        }
        return holder;
    }

    @Override
    public synchronized boolean replace(Entry expected, Entry next) {
        if (entries.get(expected.key()) != expected) {
            return false;
        }
        owners.remove(expected);
        entries.put(next.key(), next);
        owners.add(next);
        return true;
    }

    @Override
    public Entry lookup(Key key) {
        if (key.kind().equals("tool")) {
            Fault.at(Fault.Step.SERVE);
        }
        return entries.get(key);
    }

    @Override
    public synchronized boolean unregister(Entry entry) {
        owners.remove(entry);
        return entries.get(entry.key()) == entry && entries.remove(entry.key()) == entry;
    }

    @Override
    public synchronized int ownerGone(Owner owner) {
        List<Entry> gone = owners.removeAll(owner);
        gone.forEach(entry -> entries.remove(entry.key()));
        return gone.size();
    }

    @Override
    public Stream<Entry> entries(String kind) {
        return entries().filter(entry -> entry.key().kind().equals(kind));
    }

    @Override
    public Stream<Entry> entries() {
        return entries.values().stream();
    }

    @Override
    public synchronized Stream<Entry> owned(Owner owner) {
        return owners.of(owner).stream();
    }

    @Override
    public synchronized void clear() {
        if (Fault.at(Fault.Step.CLEAR)) {
            entries.clear();
            owners.clear();
        }
    }

    @Override
    public long size() {
        Fault.at(Fault.Step.DRAIN);
        return entries.size();
    }

    @Override
    public int queueDepth() {
        return 0;
    }

    @Override
    public RegistryStatistics statistics() {
        return new RegistryStatistics(0, 0, 0);
    }
}
