package dev.backplane.registry.sharded.internal;

import dev.backplane.spi.registry.Owner;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which cells belong to whom. Thread-safe; what different owners have is guarded apart. */
final class Owners {

    private final ConcurrentHashMap<Owner, Belongings> owners = new ConcurrentHashMap<>();

    /** Adds the cell to what its owner has. Called under the lock of the cell's shard. */
    void join(Cell cell) {
        Owner owner = cell.entry.owner();
        while (true) {
            Belongings belongings = owners.get(owner);
            if (belongings == null) {
                belongings = owners.computeIfAbsent(owner, key -> new Belongings());
            }
            if (belongings.join(cell)) {
                cell.belongings = belongings;
                return;
            }
            owners.remove(owner, belongings);
        }
    }

    /** Takes the cell out, unless it is out. Called under the lock of the cell's shard. */
    void leave(Cell cell) {
        Belongings belongings = cell.belongings;
        if (belongings != null) {
            cell.belongings = null;
            if (belongings.leave(cell)) {
                owners.remove(cell.entry.owner(), belongings);
            }
        }
    }

    /** Returns what the owner has, or null. */
    @Nullable
    Belongings of(Owner owner) {
        return owners.get(owner);
    }

    /** Forgets all. Called under the locks of all shards. */
    void clear() {
        owners.clear();
    }

    int size() {
        return owners.size();
    }
}
