package dev.backplane.dispatch.lanes;

import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.OverloadedException;
import dev.backplane.spi.dispatch.OverloadedException.Scope;
import java.util.concurrent.TimeUnit;

/**
 * Sizes of one lane, automatic ones filled in.
 *
 * @param workers how much runs at once
 * @param queueLimit how much may wait besides
 * @param sessionLimit how much of one session may be inside, waiting or running; 0: no bound of its own
 * @param toolLimit how much of one name may be inside; 0: no bound of its own
 * @param toolWorkers how much of one name may run at once; 0: no bound of its own
 */
record LaneLimits(Lane lane, int workers, int queueLimit, int sessionLimit, int toolLimit, int toolWorkers) {

    private static final long RETRY_LEAST_MILLIS = 1_000;
    private static final long RETRY_MOST_MILLIS = 30_000;

    /** Returns how much may be inside in all. */
    int room() {
        return workers + queueLimit;
    }

    /** Returns the key of the lane's queue limit. */
    static String queueKey(Lane lane) {
        return switch (lane) {
            case CONTROL -> "controlQueueLimit";
            case NORMAL -> "queueLimit";
            case BULK -> "bulkQueueLimit";
        };
    }

    /**
     * Returns what whoever is refused is told.
     *
     * @param waited how long most of what is inside has to wait, in nanoseconds: when there will be room
     */
    OverloadedException refusal(Scope scope, String name, long waited) {
        String message = "slot dispatch: "
                + switch (scope) {
                    case ALL -> "lane " + lane + " is full: " + queueKey(lane) + " is " + queueLimit;
                    case TOOL ->
                        name + " has as many in lane " + lane + " as it may, waiting and running: toolLimit is "
                                + toolLimit;
                    case SESSION ->
                        "the session has as many in lane " + lane + " as it may, waiting and running: sessionLimit is "
                                + sessionLimit;
                };
        long millis = TimeUnit.NANOSECONDS.toMillis(waited);
        return new OverloadedException(
                scope, message, Math.min(RETRY_MOST_MILLIS, Math.max(RETRY_LEAST_MILLIS, millis)));
    }
}
