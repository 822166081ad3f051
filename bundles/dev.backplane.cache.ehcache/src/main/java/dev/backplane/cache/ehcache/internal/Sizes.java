package dev.backplane.cache.ehcache.internal;

import java.util.function.LongSupplier;

/**
 * How much there is room for.
 *
 * @param heapMegabytes 1 to {@value #MEGABYTES_BOUND}
 * @param heapEntries 1000 to {@value #ENTRIES_BOUND}; 0: as many as fit
 * @param offHeapMegabytes more than {@code heapMegabytes}, to {@value #MEGABYTES_BOUND}; 0: none
 */
record Sizes(long heapMegabytes, long heapEntries, long offHeapMegabytes) {

    static final long MEGABYTES_BOUND = 1 << 20;
    static final long ENTRIES_BOUND = 1_000_000_000;
    private static final long ENTRIES_LEAST = 1_000;
    private static final int MEGABYTE_BITS = 20;

    /** @throws IllegalArgumentException if a value is out of bounds */
    Sizes {
        check("heapMegabytes", heapMegabytes, 1, MEGABYTES_BOUND);
        if (heapEntries != 0) {
            check("heapEntriesMax", heapEntries, ENTRIES_LEAST, ENTRIES_BOUND);
        }
        if (offHeapMegabytes != 0) {
            check("offHeapMegabytes", offHeapMegabytes, heapMegabytes + 1, MEGABYTES_BOUND);
        }
    }

    /** @throws IllegalArgumentException if a value is no number or out of bounds */
    static Sizes of(EhcacheConfig config) {
        return new Sizes(
                number("heapMegabytes", config::heapMegabytes),
                number("heapEntriesMax", config::heapEntriesMax),
                number("offHeapMegabytes", config::offHeapMegabytes));
    }

    long heapBytes() {
        return heapMegabytes << MEGABYTE_BITS;
    }

    long offHeapBytes() {
        return offHeapMegabytes << MEGABYTE_BITS;
    }

    /** Returns what there is room for in all; what is beside the heap is there as well while it is on it. */
    long bytes() {
        return Math.max(heapBytes(), offHeapBytes());
    }

    /** Returns the most that one entry may take. */
    long largest() {
        return besideHeap() ? Math.min(heapBytes() / 4, offHeapBytes() / 64) : heapBytes() / 4;
    }

    boolean besideHeap() {
        return offHeapMegabytes != 0;
    }

    /** Returns what an entry takes at least, so that no more than so many fit. */
    long leastBytes() {
        return heapEntries == 0 ? 0 : heapBytes() / heapEntries;
    }

    /** Reads a value, which is converted from what is configured only now. */
    private static long number(String key, LongSupplier value) {
        try {
            return value.getAsLong();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    EhcacheTier.PID + ": " + key + " is no number in range: " + e.getMessage(), e);
        }
    }

    private static void check(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    EhcacheTier.PID + ": " + key + " is " + value + ", must be " + least + " to " + most);
        }
    }
}
