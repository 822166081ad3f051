package dev.backplane.engine.internal;

import org.jspecify.annotations.Nullable;

/**
 * A thread that reads requests, with the call that it runs now. Its own thread takes and leaves it; the watch looks at it.
 * Thread-safe.
 */
final class Seat {

    private final Thread thread;
    private volatile @Nullable Call<?> call;
    private volatile long since;

    /** How often the thread had waited, and how long garbage was collected, when it was last looked at between two calls. */
    private volatile long waits;

    private volatile long collectionNanos;

    // guarded by this: what the watch has done about the call
    private @Nullable Call<?> seen;
    private long counted;

    private final Eviction eviction;

    Seat(Thread thread) {
        this.thread = thread;
        this.eviction = new Eviction(thread);
        look();
    }

    Eviction eviction() {
        return eviction;
    }

    Thread thread() {
        return thread;
    }

    @Nullable
    Call<?> call() {
        return call;
    }

    long since() {
        return since;
    }

    /** Sits a call down; what sat before is put back by {@link #back}. */
    void sit(Call<?> next, long now) {
        since = now;
        call = next;
    }

    void back(@Nullable Call<?> former, long formerSince) {
        call = null;
        since = formerSince;
        call = former;
    }

    /** The handler has returned; what is left to do holds up nobody. */
    void rise() {
        call = null;
    }

    /** Notes how things stand while no call runs. */
    void look() {
        waits = Meter.waits(thread);
        collectionNanos = Meter.collectionNanos();
    }

    /** Returns at most how long garbage was collected since. */
    long collectedNanos() {
        long now = Meter.collectionNanos();
        long more = now - collectionNanos;
        collectionNanos = now;
        return more;
    }

    /** Tells whether the thread has waited since. */
    boolean waitedSince(long now) {
        boolean grown = now > waits;
        waits = now;
        return grown;
    }

    /**
     * Counts what the call has sat so far.
     *
     * @return what is new of it; negative: the call has gone
     */
    synchronized long count(Call<?> sitting, long nanos) {
        if (call != sitting) {
            return -1;
        }
        if (seen != sitting) {
            seen = sitting;
            counted = 0;
        }
        long more = nanos - counted;
        counted = nanos;
        return more;
    }

    /** Returns what was counted of the call that sits, and begins anew. */
    synchronized long counted() {
        long all = seen == call ? counted : 0;
        seen = null;
        counted = 0;
        return all;
    }
}
