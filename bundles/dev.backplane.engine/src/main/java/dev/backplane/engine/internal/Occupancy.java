package dev.backplane.engine.internal;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Counts those who use something, so that it can leave when nobody does: one number, no lock. Whoever uses it is in,
 * between {@link #enter}, or {@link #stay} by somebody who is in, and {@link #exit}. Thread-safe.
 */
abstract class Occupancy {

    /** The sign bit: nobody gets in. */
    private static final int OVER = Integer.MIN_VALUE;

    private static final AtomicIntegerFieldUpdater<Occupancy> USERS =
            AtomicIntegerFieldUpdater.newUpdater(Occupancy.class, "users");

    private volatile int users;

    /** Gets in, unless it has left or may be about to. */
    final boolean enter() {
        while (true) {
            int now = users;
            if (now < 0) {
                return false;
            }
            if (USERS.compareAndSet(this, now, now + 1)) {
                return true;
            }
        }
    }

    /** Gets in once more, for somebody who is in. */
    final void stay() {
        USERS.incrementAndGet(this);
    }

    final void exit() {
        USERS.decrementAndGet(this);
    }

    /** Lets nobody in any more if nobody is in, and nothing else keeps it. For one thread at a time. */
    final boolean leave() {
        if (!USERS.compareAndSet(this, 0, OVER)) {
            return false;
        }
        if (kept()) {
            remain();
            return false;
        }
        return true;
    }

    /** Lets nobody in any more, whoever is still in. */
    final void leaveNow() {
        USERS.getAndUpdate(this, now -> now | OVER);
    }

    /** Lets those in again who want. */
    final void remain() {
        USERS.getAndUpdate(this, now -> now & ~OVER);
    }

    /** Tells whether nobody gets in any more. */
    final boolean over() {
        return users < 0;
    }

    /** Tells whether somebody is in, or something else keeps it. */
    final boolean busy() {
        return (users & ~OVER) != 0 || kept();
    }

    /** Tells whether there is something besides those who are in that it must not leave. */
    abstract boolean kept();
}
