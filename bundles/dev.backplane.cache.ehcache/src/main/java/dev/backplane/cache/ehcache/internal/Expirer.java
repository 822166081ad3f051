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

    /** The thread is awake, and will look again before it sleeps. */
    private static final long AWAKE = Long.MIN_VALUE;

    private final Clock clock;
    private final LongSupplier round;
    private final LongSupplier next;
    private final Thread thread;
    private volatile boolean closed;

    /** When the thread wakes by itself, in milliseconds. */
    private volatile long wake = AWAKE;

    /**
     * @param round takes out what is due, and returns when more may be, in milliseconds
     * @param next tells the latter alone
     */
    Expirer(Clock clock, LongSupplier round, LongSupplier next) {
        this.clock = clock;
        this.round = round;
        this.next = next;
        thread = new Thread(this::run, "backplane-cache-ehcache-expiry");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Tells of something that will be due, and that {@code next} knows of already. */
    void due(long atMillis) {
        if (atMillis < wake) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            wake = AWAKE;
            wake = round.getAsLong();
            // what was put before others could see when this wakes is seen here
            long wait = Math.min(Math.min(wake, next.getAsLong()) - clock.millis(), SLEEP_MAX_MILLIS);
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
