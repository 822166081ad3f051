package dev.backplane.slots.internal;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Does what a swap asks of the implementations on a thread of its own, so that one that hangs is left behind there. For
 * one thread, but for {@link #moved} and {@link #abort}.
 */
final class SwapWorker implements AutoCloseable {

    private static final long TICK_MILLIS = 20;

    private final ExecutorService thread;
    private final long stallMillis;
    private final Runnable atTick;
    private volatile long steps;
    private volatile boolean busy;
    private volatile @Nullable String aborted;

    /**
     * @param stallMillis how long work may go on without a sign of life
     * @param atTick runs now and then while work is waited for
     */
    SwapWorker(String slot, long stallMillis, Runnable atTick) {
        this.stallMillis = stallMillis;
        this.atTick = atTick;
        thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = new Thread(work, "backplane-swap-" + slot);
            made.setDaemon(true);
            return made;
        });
    }

    /** Gives a sign of life; from within the work. */
    void moved() {
        steps++;
    }

    /** Has the work under way fail, and all that follows, for this reason. */
    void abort(String reason) {
        aborted = reason;
    }

    /** Tells whether work has begun that has neither ended nor thrown: it hangs, maybe. */
    boolean busy() {
        return busy;
    }

    /**
     * Waits for work to end.
     *
     * @param what it is that is done, for the message
     * @throws SwapFailure if it throws, or hangs, or the swap is aborted
     */
    void run(String what, Runnable work) throws SwapFailure {
        if (!run(what, work, Long.MAX_VALUE)) {
            throw new SwapFailure(what + ": out of time");
        }
    }

    /** As {@link #run(String, Runnable)}, within so many nanoseconds; then it goes on by itself. Returns whether it ended. */
    boolean run(String what, Runnable work, long nanos) throws SwapFailure {
        Future<?> done = thread.submit(() -> {
            busy = true;
            try {
                work.run();
            } finally {
                busy = false;
            }
        });
        long end = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : System.nanoTime() + nanos;
        long seen = steps;
        long stalled = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(stallMillis);
        while (true) {
            try {
                long tick = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
                done.get(end == Long.MAX_VALUE ? tick : Math.min(tick, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                return true;
            } catch (TimeoutException e) {
                long now = System.nanoTime();
                if (end != Long.MAX_VALUE && now - end >= 0) {
                    return false;
                }
                if (steps != seen) {
                    seen = steps;
                    stalled = now + TimeUnit.MILLISECONDS.toNanos(stallMillis);
                }
                String reason = aborted;
                if (reason == null && now - stalled >= 0) {
                    reason = "nothing has moved for " + stallMillis + " ms (stallMillis)";
                }
                if (reason != null) {
                    done.cancel(true);
                    throw new SwapFailure(what + ": " + reason, e);
                }
                atTick.run();
            } catch (InterruptedException e) {
                done.cancel(true);
                Thread.currentThread().interrupt();
                throw new SwapFailure(what + ": interrupted", e);
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                throw new SwapFailure(what + ": " + cause, cause);
            }
        }
    }

    /** Ends the thread, or, where it hangs, interrupts and leaves it. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
