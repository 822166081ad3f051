package dev.backplane.checklist.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** How much a counter has grown lately, from what it was each time somebody looked. Not thread-safe. */
public final class Recent {

    private record Look(long nanos, long count) {}

    private final Deque<Look> looks = new ArrayDeque<>();
    private final LongSupplier nanoTime;
    private double seconds;

    public Recent() {
        this(System::nanoTime);
    }

    Recent(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Looks, and returns how much the counter has grown within the window; at the first look, 0. A counter that has become less
     * has begun anew.
     */
    public long growth(long count, long windowMillis) {
        long now = nanoTime.getAsLong();
        if (!looks.isEmpty() && count < looks.getLast().count()) {
            looks.clear();
        }
        looks.addLast(new Look(now, count));
        while (looks.size() > 2 && now - looks.getFirst().nanos() > windowMillis * 1_000_000) {
            looks.removeFirst();
        }
        Look first = looks.getFirst();
        if (looks.size() == 2 && now - first.nanos() > windowMillis * 1_000_000) {
            // What happened before the window cannot be told from what happened in it.
            looks.removeFirst();
        }
        seconds = Math.max(1e-9, (now - first.nanos()) / 1e9);
        return count - first.count();
    }

    /** Returns over what time the last growth was, in seconds. */
    public double seconds() {
        return seconds;
    }
}
