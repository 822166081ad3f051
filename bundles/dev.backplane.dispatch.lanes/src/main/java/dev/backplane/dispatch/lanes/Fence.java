package dev.backplane.dispatch.lanes;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the workers that are written off, of all lanes, against a bound. Thread-safe. */
final class Fence {

    private final AtomicInteger fenced = new AtomicInteger();
    private volatile int limit;

    Fence(int limit) {
        this.limit = limit;
    }

    /** Counts one more if that may be. */
    boolean raise() {
        int most = limit;
        return fenced.getAndUpdate(now -> now < most ? now + 1 : now) < most;
    }

    void lower() {
        fenced.decrementAndGet();
    }

    int count() {
        return fenced.get();
    }

    void limit(int most) {
        limit = most;
    }
}
