package ${package};

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryStatistics;
import dev.backplane.spi.slot.Slot;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.Spliterator;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * A registry that streams its entries in the order of their names. Look-ups never wait; writes go one after the other.
 * Its variant is its name in {@code mcp:slots}; a {@code service.ranking} above 0 would make it active by being there,
 * where no configuration says otherwise.
 */
@Component(
        service = Registry.class,
        immediate = true,
        property = {Slot.SLOT + "=" + Slot.REGISTRY, Slot.VARIANT + "=sorted"})
public final class SortedRegistry implements Registry {

    private static final Comparator<Key> ORDER = Comparator.comparing(Key::kind).thenComparing(Key::name);

    /** What look-ups read: here an operation takes effect. Changed under the lock. */
    private final Map<Key, Entry> table = new ConcurrentHashMap<>();

    /** The same in order, for streams. Changed under the lock. */
    private final NavigableMap<Key, Entry> sorted = new ConcurrentSkipListMap<>(ORDER);

    /** The same by owner. Guarded by the lock. */
    private final Map<Owner, Map<Key, Entry>> owners = new HashMap<>();

    private final ReentrantLock lock = new ReentrantLock();

    private final LongAdder registrations = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder conflicts = new LongAdder();

    @Activate
    public SortedRegistry() {}

    @Override
    public Entry register(Entry entry) {
        lock.lock();
        try {
            Entry holder = table.get(entry.key());
            if (holder == null) {
                enter(entry);
            } else {
                conflicts.increment();
            }
            return holder;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean replace(Entry expected, Entry next) {
        if (!expected.key().equals(next.key())) {
            throw new IllegalArgumentException("replacing " + expected.key() + " with an entry of " + next.key());
        }
        lock.lock();
        try {
            if (table.get(expected.key()) != expected) {
                conflicts.increment();
                return false;
            }
            disown(expected);
            removals.increment();
            enter(next);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Entry lookup(Key key) {
        return table.get(key);
    }

    @Override
    public boolean unregister(Entry entry) {
        lock.lock();
        try {
            if (table.get(entry.key()) != entry) {
                return false;
            }
            disown(entry);
            leave(entry);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int ownerGone(Owner owner) {
        lock.lock();
        try {
            Map<Key, Entry> gone = owners.remove(owner);
            if (gone == null) {
                return 0;
            }
            gone.values().forEach(this::leave);
            return gone.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Stream<Entry> entries(String kind) {
        // the names of a kind lie between the empty one and the next kind's
        return stream(sorted.subMap(new Key(kind, ""), new Key(kind + "\0", "")));
    }

    @Override
    public Stream<Entry> entries() {
        return stream(sorted);
    }

    @Override
    public Stream<Entry> owned(Owner owner) {
        lock.lock();
        try {
            return List.copyOf(owners.getOrDefault(owner, Map.of()).values()).stream();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void clear() {
        lock.lock();
        try {
            Set.copyOf(owners.keySet()).forEach(this::ownerGone);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long size() {
        return table.size();
    }

    @Override
    public int queueDepth() {
        return lock.getQueueLength();
    }

    @Override
    public RegistryStatistics statistics() {
        return new RegistryStatistics(registrations.sum(), removals.sum(), conflicts.sum());
    }

    /** Begins when the stream is read, not when it is made. */
    private static Stream<Entry> stream(SortedMap<Key, Entry> part) {
        int traits = Spliterator.CONCURRENT | Spliterator.NONNULL | Spliterator.ORDERED;
        return StreamSupport.stream(() -> part.values().spliterator(), traits, false);
    }

    /** Puts the entry in, or in the place of the one that holds its key. Called under the lock. */
    private void enter(Entry entry) {
        owners.computeIfAbsent(entry.owner(), owner -> new TreeMap<>(ORDER)).put(entry.key(), entry);
        sorted.put(entry.key(), entry);
        table.put(entry.key(), entry);
        registrations.increment();
    }

    /** Takes the entry out. Called under the lock. */
    private void leave(Entry entry) {
        table.remove(entry.key());
        sorted.remove(entry.key());
        removals.increment();
    }

    /** Called under the lock. */
    private void disown(Entry entry) {
        owners.computeIfPresent(entry.owner(), (owner, entries) -> {
            entries.remove(entry.key());
            return entries.isEmpty() ? null : entries;
        });
    }
}
