package dev.backplane.session.disk.internal;

import java.util.function.LongSupplier;

/**
 * What may be kept for one session, and how long anything may wait.
 *
 * @param events 0 to {@value #EVENTS_BOUND}
 * @param bytes of all messages together, 0 to {@value #BYTES_BOUND}
 * @param commitMillis until an event is committed, 0 to {@value #COMMIT_BOUND}
 * @param syncMillis until a commit is forced to the medium, 0 to {@value #SYNC_BOUND}
 * @param unclaimedMillis until a session from before a restart goes, 1000 to {@value #UNCLAIMED_BOUND}
 */
record DiskLimits(int events, long bytes, long commitMillis, long syncMillis, long unclaimedMillis) {

    static final int EVENTS_BOUND = 100_000;
    static final long BYTES_BOUND = 1L << 30;
    static final long COMMIT_BOUND = 10_000;
    static final long SYNC_BOUND = 3_600_000;
    static final long UNCLAIMED_BOUND = 2_592_000_000L;

    /** @throws IllegalArgumentException if a value is out of bounds */
    DiskLimits {
        check("replayEventsMax", events, 0, EVENTS_BOUND);
        check("replayBytesMax", bytes, 0, BYTES_BOUND);
        check("commitMillis", commitMillis, 0, COMMIT_BOUND);
        check("syncMillis", syncMillis, 0, SYNC_BOUND);
        check("unclaimedMillis", unclaimedMillis, 1_000, UNCLAIMED_BOUND);
    }

    /** @throws IllegalArgumentException if a value is no number or out of bounds */
    static DiskLimits of(DiskConfig config) {
        return new DiskLimits(
                (int) number("replayEventsMax", config::replayEventsMax),
                number("replayBytesMax", config::replayBytesMax),
                number("commitMillis", config::commitMillis),
                number("syncMillis", config::syncMillis),
                number("unclaimedMillis", config::unclaimedMillis));
    }

    /** Reads a value, which is converted from what is configured only now. */
    private static long number(String key, LongSupplier value) {
        try {
            return value.getAsLong();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    DiskSessionStore.PID + ": " + key + " is no number in range: " + e.getMessage(), e);
        }
    }

    private static void check(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    DiskSessionStore.PID + ": " + key + " is " + value + ", must be " + least + " to " + most);
        }
    }
}
