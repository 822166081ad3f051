package dev.backplane.registry.sharded.internal;

import dev.backplane.spi.registry.Contention;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.EntryTable;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
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
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A registry of many shards: reads never wait, and writes wait only for writes to what owners in the same shard have.
 *
 * <p>Look-up, registration, replacement and removal take expected constant time, {@link #ownerGone} time linear in what
 * the owner has. {@link #size}, {@link #queueDepth} and {@link #statistics} add up the shards or stripes one after the
 * other: exact while nobody writes.
 */
@Component(
        service = Registry.class,
        immediate = true,
        configurationPid = ShardedRegistry.PID,
        property = {
            Slot.SLOT + "=" + Slot.REGISTRY,
            Slot.VARIANT + "=" + ShardedRegistry.VARIANT,
            "service.ranking:Integer=-100"
        })
@Designate(ocd = ShardedConfig.class)
public final class ShardedRegistry implements Registry {

    static final String PID = "dev.backplane.registry.sharded";
    static final String VARIANT = "sharded";

    /*
     * Owners are sharded, and an entry is written under the lock of its owner's shard alone. That is enough: a free key is
     * taken by one atomic operation of the table, and as long as an entry holds a key, whoever is to change that needs the
     * lock of this entry's owner. An entry is replaced under the locks of both owners' shards, taken in the order of the
     * shards. So an owner that goes takes along all it has at one moment.
     */

    private final EntryTable table = new EntryTable();

    /** Written under all locks of those that it takes the place of. */
    private volatile Shards shards;

    private final ReentrantLock reshaping = new ReentrantLock();

    private final LongAdder registrations = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private final Contention contention = new Contention();

    /** @throws IllegalArgumentException if a value is out of bounds */
    @Activate
    public ShardedRegistry(ShardedConfig config) {
        this(ShardCount.of(config, Runtime.getRuntime().availableProcessors()));
    }

    ShardedRegistry(ShardCount count) {
        shards = new Shards(count);
    }

    /** @throws IllegalArgumentException if a value is out of bounds; what was in force stays so */
    @Modified
    void modified(ShardedConfig config) {
        reshape(ShardCount.of(config, Runtime.getRuntime().availableProcessors()));
    }

    /**
     * Cuts the registry into another number of shards. Writes wait meanwhile, look-ups do not. Takes time and, until it
     * is over, memory linear in the number of entries.
     */
    void reshape(ShardCount count) {
        reshaping.lock();
        try {
            Shards old = shards;
            if (old.size() != count.value()) {
                Shards next = new Shards(count);
                old.withAllLocked(() -> {
                    old.retireTo(next);
                    shards = next;
                });
            }
        } finally {
            reshaping.unlock();
        }
    }

    @Override
    public @Nullable Entry register(Entry entry) {
        Shard shard = locked(entry.owner());
        try {
            Entry holder = table.putIfAbsent(entry);
            if (holder != null) {
                conflicts.increment();
                return holder;
            }
            shard.owners.add(entry);
            shard.size++;
            registrations.increment();
        } finally {
            shard.lock.unlock();
        }
        if (table.crowded()) {
            alone(table::purge);
        }
        return null;
    }

    @Override
    public boolean replace(Entry expected, Entry next) {
        Key key = expected.key();
        if (!key.equals(next.key())) {
            throw new IllegalArgumentException("replacing " + key + " with an entry of another key, " + next.key());
        }
        while (true) {
            Shards now = shards;
            int from = now.index(expected.owner());
            int to = now.index(next.owner());
            Shard first = now.get(Math.min(from, to));
            Shard second = now.get(Math.max(from, to));
            contention.lock(first.lock);
            contention.lock(second.lock);
            try {
                if (!first.retired) {
                    return replace(now.get(from), expected, now.get(to), next);
                }
            } finally {
                second.lock.unlock();
                first.lock.unlock();
            }
        }
    }

    private boolean replace(Shard from, Entry expected, Shard to, Entry next) {
        if (table.get(expected.key()) != expected) {
            conflicts.increment();
            return false;
        }
        from.owners.remove(expected);
        from.size--;
        table.put(next);
        to.owners.add(next);
        to.size++;
        removals.increment();
        registrations.increment();
        return true;
    }

    @Override
    public @Nullable Entry lookup(Key key) {
        return table.get(key);
    }

    @Override
    public boolean unregister(Entry entry) {
        Shard shard = locked(entry.owner());
        try {
            if (table.get(entry.key()) != entry) {
                return false;
            }
            shard.owners.remove(entry);
            leave(shard, entry);
            return true;
        } finally {
            shard.lock.unlock();
        }
    }

    @Override
    public int ownerGone(Owner owner) {
        Shard shard = locked(owner);
        try {
            List<Entry> gone = shard.owners.removeAll(owner);
            gone.forEach(entry -> leave(shard, entry));
            return gone.size();
        } finally {
            shard.lock.unlock();
        }
    }

    private void leave(Shard shard, Entry entry) {
        table.remove(entry.key());
        shard.size--;
        removals.increment();
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
        Shard shard = locked(owner);
        try {
            return shard.owners.of(owner).stream();
        } finally {
            shard.lock.unlock();
        }
    }

    @Override
    public void clear() {
        alone(() -> {
            Shards all = shards;
            for (int i = 0; i < all.size(); i++) {
                Shard shard = all.get(i);
                shard.owners.clear();
                removals.add(shard.size);
                shard.size = 0;
            }
            table.clear();
        });
    }

    @Override
    public long size() {
        Shards now = shards;
        long size = 0;
        for (int i = 0; i < now.size(); i++) {
            size += now.get(i).size;
        }
        return size;
    }

    @Override
    public int queueDepth() {
        Shards now = shards;
        int waiting = 0;
        for (int i = 0; i < now.size(); i++) {
            waiting += now.get(i).lock.getQueueLength();
        }
        return waiting;
    }

    @Override
    public int writers() {
        return shards.size();
    }

    @Override
    public long[] loads() {
        Shards now = shards;
        long[] loads = new long[now.size()];
        for (int i = 0; i < loads.length; i++) {
            loads[i] = now.get(i).size;
        }
        return loads;
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
        int[] owners = {0};
        alone(() -> {
            for (int i = 0; i < shards.size(); i++) {
                owners[0] += shards.get(i).owners.size();
            }
        });
        return owners[0];
    }

    Shards shards() {
        return shards;
    }

    /** Returns the shard of the owner with its lock held; while it is held, the shards stay. */
    private Shard locked(Owner owner) {
        while (true) {
            Shard shard = shards.of(owner);
            contention.lock(shard.lock);
            if (!shard.retired) {
                return shard;
            }
            shard.lock.unlock();
        }
    }

    /** Does something while no other thread writes. */
    private void alone(Runnable action) {
        reshaping.lock();
        try {
            shards.withAllLocked(action);
        } finally {
            reshaping.unlock();
        }
    }
}
