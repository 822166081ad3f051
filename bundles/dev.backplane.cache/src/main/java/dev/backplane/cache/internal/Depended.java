package dev.backplane.cache.internal;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers of which tags any value was kept, so that a write to what nothing was made from need not look for that. Thread-safe.
 * May take a tag for remembered that is not.
 */
final class Depended {

    /** A power of two. */
    private static final int BITS = 1 << 18;

    private final AtomicLongArray words = new AtomicLongArray(BITS / Long.SIZE);

    /** Remembers tags; before the value is kept. */
    void add(Collection<String> tags) {
        for (String tag : tags) {
            int bit = bit(tag);
            long mask = 1L << bit;
            if ((words.get(bit >>> 6) & mask) == 0) {
                words.getAndAccumulate(bit >>> 6, mask, (word, more) -> word | more);
            }
        }
    }

    boolean maybe(String tag) {
        int bit = bit(tag);
        return (words.get(bit >>> 6) & 1L << bit) != 0;
    }

    private static int bit(String tag) {
        int hash = tag.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 15) & (BITS - 1);
    }
}
