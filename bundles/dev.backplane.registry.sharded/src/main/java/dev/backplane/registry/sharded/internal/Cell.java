package dev.backplane.registry.sharded.internal;

import dev.backplane.spi.registry.Entry;
import org.jspecify.annotations.Nullable;

/** A place in a shard's table and among the belongings of its entry's owner. */
final class Cell {

    /** Changed, to an entry of an equal key and an equal owner, under the shard's lock. */
    volatile Entry entry;

    /** Null once it has left them. Guarded by the shard's lock. */
    @Nullable
    Belongings belongings;

    /** In which life of the owner it came. Guarded by the belongings. */
    int life;

    /** Guarded by the belongings. */
    @Nullable
    Cell next;

    /** Guarded by the belongings. */
    @Nullable
    Cell previous;

    Cell(Entry entry) {
        this.entry = entry;
    }
}
