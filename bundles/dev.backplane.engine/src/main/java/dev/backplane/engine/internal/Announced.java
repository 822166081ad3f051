package dev.backplane.engine.internal;

import dev.backplane.engine.internal.Subscriptions.Listing;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How often each list was announced as changed. A session remembers what it was told by one number, so that one which
 * sleeps is told when it wakes, and costs nothing before. Thread-safe.
 */
final class Announced {

    private static final int BITS = 21;
    private static final int MASK = (1 << BITS) - 1;

    private final AtomicIntegerArray times = new AtomicIntegerArray(Listing.values().length);

    /** Counts an announcement. Those who learn of a session after this see it in {@link #now}. */
    int add(Listing listing) {
        return times.incrementAndGet(listing.ordinal()) & MASK;
    }

    /** Returns what was announced last of each list. */
    long now() {
        long all = 0;
        for (Listing listing : Listing.values()) {
            all = with(all, listing, times.get(listing.ordinal()) & MASK);
        }
        return all;
    }

    /** Returns the part that tells of one list. */
    static int of(long told, Listing listing) {
        return (int) (told >>> BITS * listing.ordinal()) & MASK;
    }

    /** Replaces the part that tells of one list. */
    static long with(long told, Listing listing, int time) {
        int shift = BITS * listing.ordinal();
        return told & ~((long) MASK << shift) | (long) time << shift;
    }

    /** Tells whether the first of two announcements of a list came before the second. */
    static boolean earlier(int one, int other) {
        return one != other && ((other - one) & MASK) < MASK / 2;
    }
}
