package dev.backplane.dispatch.lanes;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what is inside, waiting or running, of one session or of one name, against a bound. Thread-safe, without locks.
 * One that is to go when it is empty is dead from then on, and a new one takes its place.
 */
class Box {

    /** What {@link #enter} returns where there is no room. */
    static final int FULL = 0;

    private static final int DEAD = -1;

    private final String id;
    private final boolean mortal;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /** @param mortal whether it is to go when it is empty */
    Box(String id, boolean mortal) {
        this.id = id;
        this.mortal = mortal;
    }

    final String id() {
        return id;
    }

    /**
     * Goes inside, or counts a refusal.
     *
     * @param limit 0: none
     * @return how many are inside now; {@link #FULL}; or, if the box is dead, less than that
     */
    final int enter(int limit) {
        int now = inside.get();
        while (true) {
            if (now == DEAD) {
                return DEAD;
            }
            if (limit > 0 && now >= limit) {
                refused.incrementAndGet();
                return FULL;
            }
            int witness = inside.compareAndExchange(now, now + 1);
            if (witness == now) {
                return now + 1;
            }
            now = witness;
        }
    }

    /** Returns whether it is dead by that. */
    final boolean leave() {
        return inside.decrementAndGet() == 0 && mortal && inside.compareAndSet(0, DEAD);
    }

    final boolean dead() {
        return inside.get() == DEAD;
    }

    final int waiting() {
        return Math.max(0, inside.get() - running.get());
    }

    final AtomicInteger running() {
        return running;
    }

    final AtomicLong completed() {
        return completed;
    }

    final AtomicLong refused() {
        return refused;
    }
}
