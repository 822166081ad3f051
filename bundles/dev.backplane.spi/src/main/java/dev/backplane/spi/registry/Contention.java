package dev.backplane.spi.registry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes locks, and counts who had to wait for them: a help for those who write a registry. Thread-safe. A lock that is free
 * costs no more than otherwise.
 */
public final class Contention {

    private static final int SLOTS = 6;
    private static final long SLOT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** @param slot the time, in units of a slot */
    private record Peak(long slot, int waiting) {}

    private final LongSupplier nanoTime;
    private final LongAdder waits = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final AtomicReferenceArray<@Nullable Peak> peaks = new AtomicReferenceArray<>(SLOTS);

    public Contention() {
        this(System::nanoTime);
    }

    Contention(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes the lock, and waits where another thread has it. */
    public void lock(ReentrantLock lock) {
        if (!lock.tryLock()) {
            waited(lock.getQueueLength() + 1);
            long start = nanoTime.getAsLong();
            lock.lock();
            nanos.add(nanoTime.getAsLong() - start);
        }
    }

    private void waited(int waiting) {
        waits.increment();
        long slot = Math.floorDiv(nanoTime.getAsLong(), SLOT_NANOS);
        int place = (int) Math.floorMod(slot, (long) SLOTS);
        Peak peak = peaks.get(place);
        while (peak == null || peak.slot() != slot || peak.waiting() < waiting) {
            if (peaks.compareAndSet(place, peak, new Peak(slot, waiting))) {
                return;
            }
            peak = peaks.get(place);
        }
    }

    /** Returns how often a thread had to wait. */
    public long waits() {
        return waits.sum();
    }

    /** Returns how long threads have waited, all together. */
    public long nanos() {
        return nanos.sum();
    }

    /** Returns how many threads have waited for one lock at the same time, at the most in the last minute. */
    public int deepest() {
        long slot = Math.floorDiv(nanoTime.getAsLong(), SLOT_NANOS);
        int deepest = 0;
        for (int i = 0; i < SLOTS; i++) {
            Peak peak = peaks.get(i);
            if (peak != null && slot - peak.slot() < SLOTS) {
                deepest = Math.max(deepest, peak.waiting());
            }
        }
        return deepest;
    }
}
