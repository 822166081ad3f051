package dev.backplane.cache.ehcache.internal;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Takes out what is due when it is due, on a thread of its own, which sleeps until then. Thread-safe. */
final class Expirer implements AutoCloseable {

    /** What comes due within this time goes together. */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    /** In case the clock is set forward meanwhile. */
    private static final long SLEEP_MAX_MILLIS = 1_000;

    private static final long CLOSE_MILLIS = 5_000;

    private final Clock clock;
    private final LongSupplier round;
    private final Thread thread;
    private volatile boolean closed;

    /** When the thread wakes by itself, in milliseconds; {@link Long#MAX_VALUE}: it is awake, and must look again. */
    private volatile long wake = Long.MAX_VALUE;

    /** @param round takes out what is due, and returns when more may be, in milliseconds */
    Expirer(Clock clock, LongSupplier round) {
        this.clock = clock;
        this.round = round;
        thread = new Thread(this::run, "backplane-cache-ehcache-expiry");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Tells of something that will be due. */
    void due(long atMillis) {
        if (atMillis < wake) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            wake = Long.MAX_VALUE;
            long next = round.getAsLong();
            wake = next;
            long wait = Math.min(next - clock.millis(), SLEEP_MAX_MILLIS);
            if (wait > 0) {
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(wait));
            }
            rest();
        }
    }

    private void rest() {
        long until = System.nanoTime() + REST_NANOS;
        for (long left = REST_NANOS; left > 0 && !closed; left = until - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
