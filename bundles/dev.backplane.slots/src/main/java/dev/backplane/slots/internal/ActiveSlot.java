package dev.backplane.slots.internal;

import dev.backplane.spi.slot.SlotEmptyException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A slot as its calls see it: the implementation that serves now. Thread-safe.
 *
 * <p>A call costs two volatile reads and the counting of {@link Traffic}. It waits in two cases only: where the slot is
 * empty, until the hold time is over that began when the slot emptied; and, where it writes, for the moment in which the
 * last of the state goes over to another implementation.
 *
 * @param <T> the contract
 */
final class ActiveSlot<T> {

    /*
     * A call counts itself in and then looks whether the tenure is still the one; if not, it counts itself out and tries
     * the next. So whoever has published a tenure and then sees nobody on the one before knows that nobody will be.
     */

    private final String name;

    /** Whether calls go on without it while it is empty, rather than wait. */
    private final boolean optional;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong longestPause = new AtomicLong();

    /** Null while the slot is empty. Written under the lock. */
    private volatile @Nullable Tenure<T> tenure;

    private volatile long holdMillis;

    /** Guarded by the lock, as all that follows. */
    private long emptied = System.nanoTime();

    /** Whether one has come and is about to serve. */
    private boolean filling;

    private boolean ended;

    private String detail = "";

    ActiveSlot(String name, long holdMillis) {
        this(name, holdMillis, false);
    }

    /** @param optional whether calls fail at once while it is empty, for those that can go on without it */
    ActiveSlot(String name, long holdMillis, boolean optional) {
        this.name = name;
        this.optional = optional;
        this.holdMillis = holdMillis;
    }

    String name() {
        return name;
    }

    /**
     * Enters the slot for a call that reads. The caller ends it with {@link Tenure#exit}, on the same thread.
     *
     * @throws SlotEmptyException if none came within the hold time
     */
    Tenure<T> enter() {
        Tenure<T> now = tenure;
        return now != null && entered(now) ? now : await(false);
    }

    /** Enters the slot for a call that writes, and that tells what it wrote by {@link Tenure#wrote}. See {@link #enter}. */
    Tenure<T> enterToWrite() {
        Tenure<T> now = tenure;
        return now != null && now.writable() && entered(now) ? now : await(true);
    }

    private boolean entered(Tenure<T> now) {
        now.begin();
        if (tenure == now) {
            return true;
        }
        now.exit();
        return false;
    }

    private Tenure<T> await(boolean write) {
        long came = System.nanoTime();
        boolean waited = false;
        lock.lock();
        try {
            while (true) {
                Tenure<T> now = tenure;
                if (now != null && (now.writable() || !write)) {
                    now.begin();
                    if (waited) {
                        held.incrementAndGet();
                        longestPause.accumulateAndGet(System.nanoTime() - came, Math::max);
                    }
                    return now;
                }
                waited = true;
                if (now == null && optional) {
                    throw new SlotEmptyException(name, "slot " + name + " is empty" + detail);
                }
                if (now != null || filling) {
                    changed.await();
                } else {
                    awaitOne();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlotEmptyException(name, "slot " + name + ": interrupted while waiting for an implementation");
        } finally {
            lock.unlock();
        }
    }

    /** Waits in the empty slot, under the lock. */
    private void awaitOne() throws InterruptedException {
        if (ended) {
            throw new SlotEmptyException(name, "slot " + name + " is empty: the platform is stopping");
        }
        long hold = holdMillis;
        long left = emptied + TimeUnit.MILLISECONDS.toNanos(hold) - System.nanoTime();
        if (left <= 0) {
            throw new SlotEmptyException(
                    name, "slot " + name + " is empty: no implementation came within " + hold + " ms" + detail);
        }
        changed.awaitNanos(left);
    }

    @Nullable
    Tenure<T> tenure() {
        return tenure;
    }

    /** Begins another tenure, or leaves the slot empty. */
    void publish(@Nullable Tenure<T> next) {
        lock.lock();
        try {
            if (next == null && tenure != null) {
                emptied = System.nanoTime();
            }
            tenure = next;
            filling = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Sets how long calls wait for an implementation. */
    void hold(long millis) {
        holdMillis = millis;
    }

    /** Tells whether one is about to serve in the empty slot, so that calls wait for it however long that takes. */
    void filling(boolean about) {
        lock.lock();
        try {
            filling = about;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Sets what calls are told besides that the slot is empty. */
    void explain(@Nullable String problem) {
        lock.lock();
        try {
            detail = problem == null ? "" : "; " + problem;
        } finally {
            lock.unlock();
        }
    }

    /** Says that no further implementation will come: what is there serves on, and calls in the empty slot fail at once. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Counts calls that have to wait from zero again. */
    void resetHeld() {
        held.set(0);
        longestPause.set(0);
    }

    /** Returns how many calls had to wait. */
    long held() {
        return held.get();
    }

    /** Returns the longest that a call had to wait, in nanoseconds. */
    long longestPause() {
        return longestPause.get();
    }
}
