package dev.backplane.spi.dispatch;

/**
 * Figures of one queue of a dispatcher. Waiting times are those of work that has begun lately, of the last minute or two;
 * -1 where the dispatcher does not keep them for such a queue.
 *
 * @param name the lane's, the session's id, or what the work is named
 * @param waiting how many wait now
 * @param running how many run now, without the fenced ones
 * @param limit how many may be inside, waiting or running; 0: as many as there is room for otherwise
 * @param atOnce how many may run at once; 0: as many as the lane lets run
 * @param completed how many have ended since the queue is there
 * @param refused how many were refused, by the bound of this queue, since it is there
 * @param p50Nanos what half of them waited at most
 * @param p99Nanos what 99 of 100 waited at most
 * @param maxNanos the longest that one waited
 */
public record QueueStatistics(
        Kind kind,
        Lane lane,
        String name,
        int waiting,
        int running,
        int limit,
        int atOnce,
        long completed,
        long refused,
        long p50Nanos,
        long p99Nanos,
        long maxNanos) {

    /** What a queue is of. */
    public enum Kind {
        /** All work of a lane. */
        LANE,
        /** The work of a lane that has one name, such as a tool's. */
        TOOL,
        /** The work of a lane that is one session's. */
        SESSION
    }
}
