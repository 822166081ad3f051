package dev.backplane.registry.sharded.internal;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryStatistics;
import dev.backplane.spi.slot.Slot;
import java.util.Spliterator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A registry of many shards: reads never wait, and writes wait only for writes to the same shard.
 *
 * <p>Look-up, registration, replacement and removal take expected constant time, {@link #ownerGone} time linear in what
 * the owner has; it frees one key after the other. {@link #size}, {@link #queueDepth} and {@link #statistics} add up the
 * shards or stripes one after the other: exact while nobody writes.
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
     * A write takes the lock of its key's shard, and within it, for a few assignments, the monitor of its owner's
     * belongings; never two shards, never the other way round. A cell joins the belongings before its key is taken and
     * leaves them after its key is freed. So whoever sees an entry and then sends its owner away has it go: the sweep
     * finds the cell among the belongings, and waits for the shard where its registration is still under way. What joins
     * after the sweep has begun is of the owner's next life and stays, as if the sweep had been over before.
     *
     * An entry that is replaced by one of the same owner keeps its cell, and with it its place in the owner's life: else
     * a sweep that has begun would find the old one gone and leave the new one behind.
     *
     * Two sweeps of one owner help each other: both take the oldest cell until none of the ended life is left.
     */

    /** Written under all locks of the table that it takes the place of. */
    private volatile Table table;

    private final Owners owners = new Owners();
    private final ReentrantLock reshaping = new ReentrantLock();

    private final LongAdder lookups = new LongAdder();
    private final LongAdder registrations = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder conflicts = new LongAdder();

    /** @throws IllegalArgumentException if a value is out of bounds */
    @Activate
    public ShardedRegistry(ShardedConfig config) {
        this(ShardCount.of(config, Runtime.getRuntime().availableProcessors()));
    }

    ShardedRegistry(ShardCount count) {
        table = new Table(count);
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
            Table old = table;
            if (old.size() != count.value()) {
                retire(old, new Table(count));
            }
        } finally {
            reshaping.unlock();
        }
    }

    @Override
    public @Nullable Entry register(Entry entry) {
        Key key = entry.key();
        Shard shard = locked(key);
        try {
            Cell holder = shard.cell(key);
            if (holder != null) {
                conflicts.increment();
                return holder.entry;
            }
            enter(shard, entry);
            registrations.increment();
            return null;
        } finally {
            shard.lock.unlock();
        }
    }

    @Override
    public boolean replace(Entry expected, Entry next) {
        Key key = expected.key();
        if (!key.equals(next.key())) {
            throw new IllegalArgumentException("replacing " + key + " with an entry of another key, " + next.key());
        }
        Shard shard = locked(key);
        try {
            Cell holder = shard.cell(key);
            if (holder == null || holder.entry != expected) {
                conflicts.increment();
                return false;
            }
            if (expected.owner().equals(next.owner())) {
                holder.entry = next;
            } else {
                enter(shard, next);
                owners.leave(holder);
            }
            removals.increment();
            registrations.increment();
            return true;
        } finally {
            shard.lock.unlock();
        }
    }

    @Override
    public @Nullable Entry lookup(Key key) {
        lookups.increment();
        Cell cell = table.shard(key).cell(key);
        return cell == null ? null : cell.entry;
    }

    @Override
    public boolean unregister(Entry entry) {
        Key key = entry.key();
        Shard shard = locked(key);
        try {
            Cell holder = shard.cell(key);
            if (holder == null || holder.entry != entry) {
                return false;
            }
            return leave(shard, holder);
        } finally {
            shard.lock.unlock();
        }
    }

    @Override
    public int ownerGone(Owner owner) {
        Belongings belongings = owners.of(owner);
        if (belongings == null) {
            return 0;
        }
        int gone = 0;
        int life = belongings.endLife();
        for (Cell cell = belongings.oldest(life); cell != null; cell = belongings.oldest(life)) {
            Shard shard = locked(cell.entry.key());
            try {
                if (leave(shard, cell)) {
                    gone++;
                }
            } finally {
                shard.lock.unlock();
            }
        }
        return gone;
    }

    @Override
    public Stream<Entry> entries(String kind) {
        return StreamSupport.stream(
                        () -> new CellSpliterator(table, kind), Spliterator.CONCURRENT | Spliterator.NONNULL, false)
                .map(cell -> cell.entry);
    }

    @Override
    public Stream<Entry> entries() {
        Table now = table;
        return IntStream.range(0, now.size())
                .mapToObj(now::shard)
                .flatMap(Shard::cells)
                .map(cell -> cell.entry);
    }

    @Override
    public Stream<Entry> owned(Owner owner) {
        Belongings belongings = owners.of(owner);
        return belongings == null ? Stream.empty() : belongings.cells().stream().map(cell -> cell.entry);
    }

    @Override
    public void clear() {
        reshaping.lock();
        try {
            withAllLocked(table, () -> {
                removals.add(size());
                for (int i = 0; i < table.size(); i++) {
                    table.shard(i).clear();
                }
                owners.clear();
            });
        } finally {
            reshaping.unlock();
        }
    }

    @Override
    public long size() {
        Table now = table;
        long size = 0;
        for (int i = 0; i < now.size(); i++) {
            size += now.shard(i).size();
        }
        return size;
    }

    @Override
    public int queueDepth() {
        Table now = table;
        int waiting = 0;
        for (int i = 0; i < now.size(); i++) {
            waiting += now.shard(i).lock.getQueueLength();
        }
        return waiting;
    }

    @Override
    public RegistryStatistics statistics() {
        return new RegistryStatistics(lookups.sum(), registrations.sum(), removals.sum(), conflicts.sum());
    }

    /** Returns how many owners have entries. */
    int owners() {
        return owners.size();
    }

    /** Returns the shards. */
    Table table() {
        return table;
    }

    /** Returns the shard of the key with its lock held. */
    private Shard locked(Key key) {
        while (true) {
            Shard shard = table.shard(key);
            shard.lock.lock();
            if (!shard.retired) {
                return shard;
            }
            shard.lock.unlock();
        }
    }

    /** Takes a free key, or one from another cell. Called under the shard's lock. */
    private void enter(Shard shard, Entry entry) {
        Cell cell = new Cell(entry);
        owners.join(cell);
        boolean in = false;
        try {
            shard.put(entry.key(), cell);
            in = true;
        } finally {
            if (!in) {
                owners.leave(cell);
            }
        }
    }

    /** Frees the key if the cell holds it. Returns whether it did. Called under the shard's lock. */
    private boolean leave(Shard shard, Cell cell) {
        boolean held = shard.remove(cell.entry.key(), cell);
        owners.leave(cell);
        if (held) {
            removals.increment();
        }
        return held;
    }

    private void retire(Table old, Table next) {
        withAllLocked(old, () -> {
            for (int i = 0; i < old.size(); i++) {
                old.shard(i).copyTo(next);
            }
            table = next;
            for (int i = 0; i < old.size(); i++) {
                old.shard(i).retired = true;
            }
        });
    }

    private static void withAllLocked(Table all, Runnable action) {
        int locked = 0;
        try {
            for (; locked < all.size(); locked++) {
                all.shard(locked).lock.lock();
            }
            action.run();
        } finally {
            while (locked > 0) {
                all.shard(--locked).lock.unlock();
            }
        }
    }
}
