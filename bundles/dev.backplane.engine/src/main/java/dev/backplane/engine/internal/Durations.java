package dev.backplane.engine.internal;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long recent calls took: counts in buckets a quarter of an octave wide, from a microsecond to minutes. Thread-safe and
 * lock-free, about a kilobyte a stripe; a thread counts in one of a few stripes.
 *
 * <p>A stripe that has counted much is halved, so that what was long ago weighs ever less. Counts of other threads that
 * come meanwhile may be lost: the figure is an estimate.
 */
final class Durations {

    private static final int PER_OCTAVE = 4;
    private static final int FIRST_OCTAVE = 10;
    private static final int BUCKETS = 28 * PER_OCTAVE;
    private static final long HALVED_AT = 1 << 14;
    private static final int STRIPES_MAX = 8;

    private final AtomicLongArray[] stripes;

    Durations() {
        int cpus = Runtime.getRuntime().availableProcessors();
        int size = Math.min(STRIPES_MAX, Integer.highestOneBit(Math.max(1, 2 * cpus - 1)));
        stripes = new AtomicLongArray[size];
        for (int i = 0; i < size; i++) {
            stripes[i] = new AtomicLongArray(BUCKETS);
        }
    }

    @SuppressWarnings("deprecation") // its successor is newer than the oldest JVM that this runs on
    void add(long nanos) {
        AtomicLongArray stripe = stripes[(int) Thread.currentThread().getId() & (stripes.length - 1)];
        if (stripe.incrementAndGet(bucket(nanos)) >= HALVED_AT) {
            for (int i = 0; i < BUCKETS; i++) {
                stripe.set(i, stripe.get(i) / 2);
            }
        }
    }

    /** Returns what 99 of 100 stayed within, in nanoseconds; 0: there are none. */
    long p99() {
        return within(99);
    }

    /** Returns what that many of 100 stayed within, in nanoseconds; 0: there are none. */
    long within(int percent) {
        long[] counts = new long[BUCKETS];
        long all = 0;
        for (AtomicLongArray stripe : stripes) {
            for (int i = 0; i < BUCKETS; i++) {
                long count = stripe.get(i);
                counts[i] += count;
                all += count;
            }
        }
        if (all == 0) {
            return 0;
        }
        long above = all * (100 - percent) / 100;
        int bucket = BUCKETS - 1;
        for (long seen = counts[bucket]; seen <= above && bucket > 0; seen += counts[bucket]) {
            bucket--;
        }
        return top(bucket);
    }

    /** The two bits below the highest one tell the quarter. */
    static int bucket(long nanos) {
        int octave = 63 - Long.numberOfLeadingZeros(Math.max(1, nanos));
        if (octave < FIRST_OCTAVE) {
            return 0;
        }
        int quarter = (int) (nanos >>> (octave - 2)) & (PER_OCTAVE - 1);
        return Math.min(BUCKETS - 1, (octave - FIRST_OCTAVE) * PER_OCTAVE + quarter);
    }

    /** Returns the greatest value that the bucket counts. */
    static long top(int bucket) {
        int octave = bucket / PER_OCTAVE + FIRST_OCTAVE;
        return (1L << octave) + ((bucket % PER_OCTAVE + 1L) << (octave - 2)) - 1;
    }
}
