package dev.backplane.dispatch.lanes;

import dev.backplane.spi.dispatch.Lane;
import java.util.function.LongSupplier;

/**
 * Sizes of a dispatcher, checked; automatic ones are filled in by {@link #of(Lane)}.
 *
 * @param pid whose configuration this is, for errors
 * @param workers how many calls run at once
 * @param queueLimit how many calls may wait
 * @param sessionLimit how many of one session may be inside in each lane; 0: no bound of its own
 * @param toolLimit how many of one name may be inside in each lane; 0: workers, and half of the queue
 * @param toolWorkers how many calls of one name may run at once; 0: three quarters of the workers
 * @param bulkWorkers how many tasks run at once; 0: as many as calls
 * @param fencedMax how many workers may be written off at a time
 * @param idleMillis how long a thread without work stays
 * @param drainMillis how long accepted work may take to finish when the dispatcher stops
 */
public record DispatchLimits(
        String pid,
        int workers,
        int queueLimit,
        int sessionLimit,
        int toolLimit,
        int toolWorkers,
        int bulkWorkers,
        int bulkQueueLimit,
        int controlWorkers,
        int controlQueueLimit,
        int fencedMax,
        long idleMillis,
        long drainMillis) {

    private static final int WORKERS_BOUND = 65_536;
    private static final int CONTROL_WORKERS_BOUND = 64;
    private static final int QUEUE_BOUND = 1_000_000;
    private static final long IDLE_BOUND = 3_600_000;
    private static final long DRAIN_BOUND = 600_000;

    /** @throws IllegalArgumentException if a value is out of bounds */
    public DispatchLimits {
        check(pid, "workers", workers, 1, WORKERS_BOUND);
        check(pid, "queueLimit", queueLimit, 0, QUEUE_BOUND);
        check(pid, "sessionLimit", sessionLimit, 0, QUEUE_BOUND);
        check(pid, "toolLimit", toolLimit, 0, QUEUE_BOUND);
        check(pid, "toolWorkers", toolWorkers, 0, WORKERS_BOUND);
        check(pid, "bulkWorkers", bulkWorkers, 0, WORKERS_BOUND);
        check(pid, "bulkQueueLimit", bulkQueueLimit, 0, QUEUE_BOUND);
        check(pid, "controlWorkers", controlWorkers, 1, CONTROL_WORKERS_BOUND);
        check(pid, "controlQueueLimit", controlQueueLimit, 0, QUEUE_BOUND);
        check(pid, "fencedMax", fencedMax, 0, WORKERS_BOUND);
        check(pid, "idleMillis", idleMillis, 1, IDLE_BOUND);
        check(pid, "drainMillis", drainMillis, 0, DRAIN_BOUND);
    }

    /**
     * Reads a value, which is converted from what is configured only now.
     *
     * @throws IllegalArgumentException if it is no number
     */
    public static long number(String pid, String key, LongSupplier value) {
        try {
            return value.getAsLong();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(pid + ": " + key + " is no number in range: " + e.getMessage(), e);
        }
    }

    LaneLimits of(Lane lane) {
        return switch (lane) {
            case CONTROL -> new LaneLimits(lane, controlWorkers, controlQueueLimit, 0, 0, 0);
            case NORMAL ->
                new LaneLimits(
                        lane,
                        workers,
                        queueLimit,
                        sessionLimit,
                        toolLimit(workers, queueLimit),
                        toolWorkers == 0 ? share(workers) : Math.min(toolWorkers, workers));
            case BULK -> {
                int most = bulkWorkers == 0 ? workers : bulkWorkers;
                yield new LaneLimits(
                        lane, most, bulkQueueLimit, sessionLimit, toolLimit(most, bulkQueueLimit), share(most));
            }
        };
    }

    private int toolLimit(int most, int waiting) {
        return toolLimit == 0 ? most + waiting / 2 : toolLimit;
    }

    private static int share(int most) {
        return (3 * most + 3) / 4;
    }

    /** @throws IllegalArgumentException if the value is out of bounds; the message names key, value and bounds */
    public static void check(String pid, String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    pid + ": " + key + " is " + value + ", must be " + least + " to " + most);
        }
    }
}
