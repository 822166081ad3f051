package dev.backplane.session.memory.internal;

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

    static ReplayLimits of(MemoryConfig config) {
        return new ReplayLimits(config.replayEventsMax(), config.replayBytesMax());
    }

    private static void check(String key, long value, long bound) {
        if (value < 0 || value > bound) {
            throw new IllegalArgumentException(
                    MemorySessionStore.PID + ": " + key + " is " + value + ", must be 0 to " + bound);
        }
    }
}
