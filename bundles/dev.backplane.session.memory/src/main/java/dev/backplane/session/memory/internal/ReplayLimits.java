package dev.backplane.session.memory.internal;

import java.util.function.LongSupplier;

/**
 * What may be kept for one session.
 *
 * @param events 0 to {@value #EVENTS_BOUND}
 * @param bytes of all messages together, 0 to {@value #BYTES_BOUND}
 */
record ReplayLimits(int events, long bytes) {

    static final int EVENTS_BOUND = 100_000;
    static final long BYTES_BOUND = 1L << 30;

    /** @throws IllegalArgumentException if a value is out of bounds */
    ReplayLimits {
        check("replayEventsMax", events, EVENTS_BOUND);
        check("replayBytesMax", bytes, BYTES_BOUND);
    }

    /** @throws IllegalArgumentException if a value is no number or out of bounds */
    static ReplayLimits of(MemoryConfig config) {
        return new ReplayLimits(
                (int) number("replayEventsMax", config::replayEventsMax),
                number("replayBytesMax", config::replayBytesMax));
    }

    /** Reads a value, which is converted from what is configured only now. */
    private static long number(String key, LongSupplier value) {
        try {
            return value.getAsLong();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    MemorySessionStore.PID + ": " + key + " is no number in range: " + e.getMessage(), e);
        }
    }

    private static void check(String key, long value, long bound) {
        if (value < 0 || value > bound) {
            throw new IllegalArgumentException(
                    MemorySessionStore.PID + ": " + key + " is " + value + ", must be 0 to " + bound);
        }
    }
}
