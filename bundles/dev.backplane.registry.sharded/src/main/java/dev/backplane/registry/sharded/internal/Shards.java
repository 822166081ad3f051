package dev.backplane.registry.sharded.internal;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Owner;
import java.util.Arrays;

/** All shards of a registry. Immutable; the shards are not. */
final class Shards {

    /** 2^32 divided by the golden ratio, as in Knuth, The Art of Computer Programming, volume 3, section 6.4. */
    private static final int GOLDEN = 0x9E3779B9;

    private final Shard[] all;
    private final int shift;

    Shards(ShardCount count) {
        all = new Shard[count.value()];
        Arrays.setAll(all, i -> new Shard());
        shift = Integer.SIZE - 1 - Integer.numberOfTrailingZeros(count.value());
    }

    int size() {
        return all.length;
    }

    Shard get(int index) {
        return all[index];
    }

    Shard of(Owner owner) {
        return all[index(owner)];
    }

    /**
     * Returns where the owner belongs. The upper bits of the multiplied hash choose, so that the owners in one shard
     * still differ in the lower bits, by which its index spreads them.
     */
    int index(Owner owner) {
        return ((owner.hashCode() * GOLDEN) >>> 1) >>> shift;
    }

    /** Does something while no other thread writes. */
    void withAllLocked(Runnable action) {
        int locked = 0;
        try {
            for (; locked < all.length; locked++) {
                all[locked].lock.lock();
            }
            action.run();
        } finally {
            while (locked > 0) {
                all[--locked].lock.unlock();
            }
        }
    }

    /** Has other shards take over all that these have. Called under all locks, and where nobody else can see the others. */
    void retireTo(Shards next) {
        for (Shard shard : all) {
            shard.owners.forEach((owner, had) -> {
                Shard heir = next.of(owner);
                for (Entry entry : had) {
                    heir.owners.add(entry);
                    heir.size++;
                }
            });
            shard.retired = true;
        }
    }
}
