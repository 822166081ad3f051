package dev.backplane.spi.session;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many tasks there are, and what has become of the others since the engine started. Immutable.
 *
 * @param kept those that are there now, by how far they are; every status is there
 * @param resultBytes of the results and errors that are kept
 * @param created tasks that were made
 * @param ended tasks that have ended, by how; every final status is there
 * @param interrupted of those that failed: cut off by a restart
 * @param refused calls that could not become tasks, for want of room
 * @param evicted tasks that had ended and went before their time, for want of room
 * @param expired tasks whose time to live was over
 */
public record TaskStatistics(
        Map<TaskStatus, Long> kept,
        long resultBytes,
        long created,
        Map<TaskStatus, Long> ended,
        long interrupted,
        long refused,
        long evicted,
        long expired) {

    public TaskStatistics {
        kept = whole(kept, false);
        ended = whole(ended, true);
    }

    private static Map<TaskStatus, Long> whole(Map<TaskStatus, Long> given, boolean terminal) {
        Map<TaskStatus, Long> all = new EnumMap<>(TaskStatus.class);
        for (TaskStatus status : TaskStatus.values()) {
            if (status.terminal() || !terminal) {
                all.put(status, given.getOrDefault(status, 0L));
            }
        }
        return Collections.unmodifiableMap(all);
    }
}
