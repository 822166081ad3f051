package dev.backplane.cache.redis.internal;

import java.util.concurrent.atomic.AtomicLongArray;

/** How long round trips take, of the last minute or two, within a fifth. Thread-safe. */
final class Latency {

    /** Four to each power of two, from a microsecond to over a minute. */
    private static final int STEPS = 4;

    private static final int SIZE = 27 * STEPS;
    private static final long WINDOW_NANOS = 60_000_000_000L;

    private volatile AtomicLongArray now = new AtomicLongArray(SIZE);
    private volatile AtomicLongArray before = new AtomicLongArray(SIZE);
    private volatile long began = System.nanoTime();

    void record(long nanos) {
        now.incrementAndGet(index(nanos / 1_000));
    }

    /** Begins a new minute where that is due. For one thread. */
    void turn() {
        if (System.nanoTime() - began > WINDOW_NANOS) {
            before = now;
            now = new AtomicLongArray(SIZE);
            began = System.nanoTime();
        }
    }

    private static int index(long micros) {
        long value = Math.max(STEPS, micros);
        int power = 63 - Long.numberOfLeadingZeros(value);
        int step = (int) (value >> power - 2 & STEPS - 1);
        return Math.min(SIZE - 1, (power - 2) * STEPS + step);
    }

    /** Returns milliseconds that so large a share of the round trips stayed below; 0 if there were none. */
    double quantile(double share) {
        AtomicLongArray first = before;
        AtomicLongArray second = now;
        long[] counts = new long[SIZE];
        long all = 0;
        for (int i = 0; i < SIZE; i++) {
            counts[i] = first.get(i) + second.get(i);
            all += counts[i];
        }
        long left = (long) Math.ceil(all * share);
        for (int i = 0; i < SIZE && left > 0; i++) {
            left -= counts[i];
            if (left <= 0) {
                long upper = (long) (STEPS + i % STEPS + 1) << i / STEPS;
                return upper / 1_000.0;
            }
        }
        return 0;
    }
}
