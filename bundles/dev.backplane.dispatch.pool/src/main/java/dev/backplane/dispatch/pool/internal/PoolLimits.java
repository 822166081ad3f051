package dev.backplane.dispatch.pool.internal;

import dev.backplane.dispatch.lanes.DispatchLimits;
import java.util.function.LongSupplier;

/** Reads the sizes of the pools. */
final class PoolLimits {

    private PoolLimits() {}

    /**
     * Reads the configuration; 0 workers stand for a number that fits the processors.
     *
     * @throws IllegalArgumentException if a value is no number or out of bounds
     */
    static DispatchLimits of(PoolConfig config, int processors) {
        int workers = threads("workers", config::workers);
        return new DispatchLimits(
                PoolDispatcher.PID,
                workers == 0 ? Math.max(8, 4 * processors) : workers,
                number("queueLimit", config::queueLimit),
                number("sessionLimit", config::sessionLimit),
                number("toolLimit", config::toolLimit),
                number("toolWorkers", config::toolWorkers),
                threads("bulkWorkers", config::bulkWorkers),
                number("bulkQueueLimit", config::bulkQueueLimit),
                number("controlWorkers", config::controlWorkers),
                number("controlQueueLimit", config::controlQueueLimit),
                number("fencedMax", config::fencedMax),
                DispatchLimits.number(PoolDispatcher.PID, "idleMillis", config::idleMillis),
                DispatchLimits.number(PoolDispatcher.PID, "drainMillis", config::drainMillis));
    }

    /** A pool of more threads is a mistake. */
    private static int threads(String key, LongSupplier value) {
        int threads = number(key, value);
        DispatchLimits.check(PoolDispatcher.PID, key, threads, 0, 4_096);
        return threads;
    }

    private static int number(String key, LongSupplier value) {
        return (int) DispatchLimits.number(PoolDispatcher.PID, key, value);
    }
}
