package dev.backplane.registry.sharded.internal;

import dev.backplane.spi.registry.Key;
import java.util.Arrays;

/** All shards of a registry. Immutable; the shards are not. */
final class Table {

    /** 2^32 divided by the golden ratio, as in Knuth, The Art of Computer Programming, volume 3, section 6.4. */
    private static final int GOLDEN = 0x9E3779B9;

    private final Shard[] shards;
    private final int shift;

    Table(ShardCount count) {
        shards = new Shard[count.value()];
        Arrays.setAll(shards, i -> new Shard());
        shift = Integer.SIZE - 1 - Integer.numberOfTrailingZeros(count.value());
    }

    /**
     * Returns where the key belongs. The upper bits of the multiplied hash choose, so that the names in one shard still
     * differ in the lower bits, by which its maps spread them.
     */
    Shard shard(Key key) {
        return shards[((key.name().hashCode() * GOLDEN) >>> 1) >>> shift];
    }

    int size() {
        return shards.length;
    }

    Shard shard(int index) {
        return shards[index];
    }
}
