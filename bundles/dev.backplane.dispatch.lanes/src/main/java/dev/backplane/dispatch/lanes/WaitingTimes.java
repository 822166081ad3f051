package dev.backplane.dispatch.lanes;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How long work has waited, of the last minute or two. Thread-safe; noting takes an atomic addition; within 13 % of the truth,
 * from a microsecond to two minutes.
 *
 * <p>A log-linear histogram: eight buckets for each power of two of 1.024 µs, as HdrHistogram has them with one digit. One is being
 * filled, for a minute; the one before is kept to tell from.
 */
final class WaitingTimes {

    /** What is told where nothing began lately. */
    static final Figures NONE = new Figures(0, 0, 0);

    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int UNIT_SHIFT = 10;
    private static final int PRECISION_BITS = 3;
    private static final int PER_POWER = 1 << PRECISION_BITS;
    private static final int POWERS = 25;
    private static final int BUCKETS = POWERS * PER_POWER;

    /** In nanoseconds. */
    record Figures(long p50, long p99, long max) {}

    private volatile @Nullable Window current;

    /** @param now a {@link System#nanoTime()} */
    void note(long nanos, long now) {
        Window window = current;
        if (window == null || now - window.end >= 0) {
            window = next(now);
        }
        window.counts.getAndIncrement(bucket(nanos));
        if (nanos > window.max.get()) {
            window.max.accumulateAndGet(nanos, Math::max);
        }
    }

    private synchronized Window next(long now) {
        Window last = current;
        if (last != null && now - last.end < 0) {
            return last;
        }
        boolean recent = last != null && now - last.end < WINDOW_NANOS;
        if (last != null) {
            last.before = null;
        }
        Window window = new Window(now + WINDOW_NANOS, recent ? last : null);
        current = window;
        return window;
    }

    Figures figures(long now) {
        Window window = current;
        if (window == null || now - window.end >= WINDOW_NANOS) {
            return NONE;
        }
        Window before = window.before;
        int[] counts = new int[BUCKETS];
        long all = 0;
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = window.counts.get(i) + (before == null ? 0 : before.counts.get(i));
            all += counts[i];
        }
        long max = Math.max(window.max.get(), before == null ? 0 : before.max.get());
        return new Figures(quantile(counts, (all + 1) / 2, max), quantile(counts, all - all / 100, max), max);
    }

    /** Returns the upper end of the bucket of that rank, at most what was the longest. */
    private static long quantile(int[] counts, long rank, long max) {
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(upperEnd(i), max);
            }
        }
        return max;
    }

    private static int bucket(long nanos) {
        long units = Math.max(0, nanos) >> UNIT_SHIFT;
        if (units < PER_POWER) {
            return (int) units;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(units) - PRECISION_BITS;
        return Math.min(BUCKETS - 1, (shift << PRECISION_BITS) + (int) (units >> shift));
    }

    private static long upperEnd(int bucket) {
        int shift = Math.max(0, (bucket >> PRECISION_BITS) - 1);
        return (bucket - (shift << PRECISION_BITS) + 1L) << shift << UNIT_SHIFT;
    }

    private static final class Window {
        private final long end;
        private final AtomicIntegerArray counts = new AtomicIntegerArray(BUCKETS);
        private final AtomicLong max = new AtomicLong();
        private volatile @Nullable Window before;

        Window(long end, @Nullable Window before) {
            this.end = end;
            this.before = before;
        }
    }
}
