package dev.backplane.cache.internal;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;

/** How long gets took, in classes that double. Thread-safe. */
final class Latencies {

    static final int CLASSES = 40;

    /** One get of so many is timed where most are hits in this process: looking at the clock costs as much. A power of two. */
    private static final int SAMPLE = 64;

    private final AtomicLongArray counts = new AtomicLongArray(CLASSES);

    /** Returns when a get began that is to be timed; 0: it is not. */
    static long begin() {
        return (ThreadLocalRandom.current().nextInt() & (SAMPLE - 1)) == 0 ? now() : 0;
    }

    /** Returns when a get of a line began: of the slower ones each is timed, as it takes far longer than that. */
    static long begin(int line) {
        return line == 0 ? begin() : now();
    }

    private static long now() {
        return System.nanoTime() | 1;
    }

    /** Ends a get that began at a moment of {@link #begin}. */
    void end(long begun) {
        if (begun != 0) {
            long nanos = Math.max(1, System.nanoTime() - begun);
            counts.getAndIncrement(Math.min(CLASSES - 1, 63 - Long.numberOfLeadingZeros(nanos)));
        }
    }

    void copyTo(long[] target, int offset) {
        for (int i = 0; i < CLASSES; i++) {
            target[offset + i] = counts.get(i);
        }
    }

    /** Returns how long gets took at most, all but a share of them, in nanoseconds; 0: there were none. */
    static long percentile(long[] counts, int offset, double share) {
        long all = 0;
        for (int i = 0; i < CLASSES; i++) {
            all += counts[offset + i];
        }
        long rank = (long) Math.ceil(all * share);
        for (int i = 0; i < CLASSES && all > 0; i++) {
            rank -= counts[offset + i];
            if (rank <= 0) {
                return 1L << (i + 1);
            }
        }
        return 0;
    }
}
