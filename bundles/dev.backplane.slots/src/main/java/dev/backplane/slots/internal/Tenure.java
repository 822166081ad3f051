package dev.backplane.slots.internal;

import org.jspecify.annotations.Nullable;

/**
 * A stretch of one implementation's time in the slot, over which one rule holds for its writes. Thread-safe. A call is
 * counted on the tenure that it entered and serves it to its end.
 */
final class Tenure<T> {

    private final Candidate<T> candidate;
    private final long since;
    private final @Nullable Feed feed;
    private final boolean writable;
    private final Traffic traffic = new Traffic();
    private final Traffic visits;

    private Tenure(Candidate<T> candidate, long since, Traffic visits, @Nullable Feed feed, boolean writable) {
        this.candidate = candidate;
        this.since = since;
        this.visits = visits;
        this.feed = feed;
        this.writable = writable;
    }

    /** The implementation alone serves. */
    static <T> Tenure<T> of(Candidate<T> candidate, long since) {
        return new Tenure<>(candidate, since, new Traffic(), null, true);
    }

    /** It serves on, and its writes are marked. */
    Tenure<T> marking(Feed marks) {
        return new Tenure<>(candidate, since, visits, marks, true);
    }

    /** It serves reads, and writes wait for another tenure. */
    Tenure<T> holding() {
        return new Tenure<>(candidate, since, visits, feed, false);
    }

    /** It serves alone again. */
    Tenure<T> again() {
        return new Tenure<>(candidate, since, visits, null, true);
    }

    Candidate<T> candidate() {
        return candidate;
    }

    T service() {
        return candidate.service();
    }

    /** Returns when the implementation became the active one, in milliseconds since the epoch. */
    long since() {
        return since;
    }

    boolean writable() {
        return writable;
    }

    /** Returns those who go through what the implementation has, over all of its tenures: it is not to forget that meanwhile. */
    Traffic visits() {
        return visits;
    }

    /** Notes what a write may have touched; after the write, before {@link #exit}. */
    void wrote(Object mark) {
        if (feed != null) {
            feed.add(mark);
        }
    }

    void begin() {
        traffic.begin();
    }

    /** Ends the call. */
    void exit() {
        traffic.end();
    }

    /** Waits for the calls under way, once this tenure is over. See {@link Traffic#awaitQuiet}. */
    boolean awaitQuiet(long deadline) {
        return traffic.awaitQuiet(deadline);
    }
}
