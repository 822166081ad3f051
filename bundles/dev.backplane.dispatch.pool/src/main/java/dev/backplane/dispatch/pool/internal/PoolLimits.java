package dev.backplane.dispatch.pool.internal;

import dev.backplane.spi.dispatch.Lane;
import java.util.function.LongSupplier;

/**
 * Sizes of the pools, checked, automatic ones filled in.
 *
 * @param idleMillis how long a thread without work stays
 * @param drainMillis how long accepted work may take to finish when the dispatcher stops
 */
record PoolLimits(
        int workers,
        int queueLimit,
        int bulkWorkers,
        int bulkQueueLimit,
        int controlWorkers,
        int controlQueueLimit,
        long idleMillis,
        long drainMillis) {

    private static final int WORKERS_BOUND = 4096;
    private static final int CONTROL_WORKERS_BOUND = 64;
    private static final int QUEUE_BOUND = 1_000_000;
    private static final long IDLE_BOUND = 3_600_000;
    private static final long DRAIN_BOUND = 600_000;

    /** @throws IllegalArgumentException if a value is out of bounds */
    PoolLimits {
        check("workers", workers, 1, WORKERS_BOUND);
        check("queueLimit", queueLimit, 0, QUEUE_BOUND);
        check("bulkWorkers", bulkWorkers, 1, WORKERS_BOUND);
        check("bulkQueueLimit", bulkQueueLimit, 0, QUEUE_BOUND);
        check("controlWorkers", controlWorkers, 1, CONTROL_WORKERS_BOUND);
        check("controlQueueLimit", controlQueueLimit, 0, QUEUE_BOUND);
        check("idleMillis", idleMillis, 1, IDLE_BOUND);
        check("drainMillis", drainMillis, 0, DRAIN_BOUND);
    }

    /**
     * Reads the configuration; 0 workers stand for a number that fits the processors.
     *
     * @throws IllegalArgumentException if a value is no number or out of bounds
     */
    static PoolLimits of(PoolConfig config, int processors) {
        int workers = (int) number("workers", config::workers);
        int all = workers == 0 ? Math.max(8, 4 * processors) : workers;
        int bulkWorkers = (int) number("bulkWorkers", config::bulkWorkers);
        return new PoolLimits(
                all,
                (int) number("queueLimit", config::queueLimit),
                bulkWorkers == 0 ? Math.max(1, all / 4) : bulkWorkers,
                (int) number("bulkQueueLimit", config::bulkQueueLimit),
                (int) number("controlWorkers", config::controlWorkers),
                (int) number("controlQueueLimit", config::controlQueueLimit),
                number("idleMillis", config::idleMillis),
                number("drainMillis", config::drainMillis));
    }

    /** Reads a value, which is converted from what is configured only now. */
    private static long number(String key, LongSupplier value) {
        try {
            return value.getAsLong();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    PoolDispatcher.PID + ": " + key + " is no number in range: " + e.getMessage(), e);
        }
    }

    int workers(Lane lane) {
        return switch (lane) {
            case CONTROL -> controlWorkers;
            case NORMAL -> workers;
            case BULK -> bulkWorkers;
        };
    }

    int queueLimit(Lane lane) {
        return switch (lane) {
            case CONTROL -> controlQueueLimit;
            case NORMAL -> queueLimit;
            case BULK -> bulkQueueLimit;
        };
    }

    /** Returns the key of the lane's queue limit. */
    static String queueKey(Lane lane) {
        return switch (lane) {
            case CONTROL -> "controlQueueLimit";
            case NORMAL -> "queueLimit";
            case BULK -> "bulkQueueLimit";
        };
    }

    private static void check(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    PoolDispatcher.PID + ": " + key + " is " + value + ", must be " + least + " to " + most);
        }
    }
}
