package dev.backplane.slots.internal;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls under way. Thread-safe; counting takes two uncontended atomic additions a call, as threads count in
 * stripes of their own.
 *
 * <p>A call begins and ends on one thread, so no stripe is ever below zero. Once nobody counts in any more for good, each
 * stripe that was seen at zero stays there, and so looking at one after the other is enough.
 */
final class Traffic {

    /** A power of two; more stripes than threads that usually call at once. */
    private static final int STRIPES = 16;

    /** Longs between two stripes, so that none shares a cache line, nor the pair that is fetched together. */
    private static final int STRIDE = 16;

    private final AtomicLongArray counts = new AtomicLongArray((STRIPES + 1) * STRIDE);
    private volatile @Nullable Thread waiter;

    void begin() {
        counts.getAndIncrement(stripe());
    }

    void end() {
        counts.getAndDecrement(stripe());
        Thread thread = waiter;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    private boolean quiet() {
        for (int i = 1; i <= STRIPES; i++) {
            if (counts.get(i * STRIDE) != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Waits until no call is under way. For one thread at a time, once no more calls begin.
     *
     * @param deadline a {@link System#nanoTime()}
     * @return whether it came to that before the deadline
     */
    boolean awaitQuiet(long deadline) {
        waiter = Thread.currentThread();
        try {
            while (!quiet()) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || Thread.currentThread().isInterrupted()) {
                    return false;
                }
                LockSupport.parkNanos(this, left);
            }
            return true;
        } finally {
            waiter = null;
        }
    }

    private static int stripe() {
        // Ids of threads follow one another, so their lowest bits spread them.
        return (1 + ((int) Thread.currentThread().getId() & (STRIPES - 1))) * STRIDE;
    }
}
