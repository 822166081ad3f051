package dev.backplane.engine.internal;

/**
 * The engine's configuration, checked: one group of values a concern. Each group is made from the configuration's keys by
 * its own {@code of}, and checks its own bounds.
 */
record Settings(
        Server server,
        Lists lists,
        Sessions sessions,
        Streams streams,
        Calls calls,
        Plugins plugins,
        Tasks tasks,
        CallLimits limits) {

    private static final String PID = "dev.backplane.engine";

    /** @throws IllegalArgumentException if a value is out of bounds; names key, value and bounds */
    static Settings of(EngineConfig config) {
        return new Settings(
                Server.of(config),
                Lists.of(config),
                Sessions.of(config),
                Streams.of(config),
                Calls.of(config),
                Plugins.of(config),
                Tasks.of(config),
                CallLimits.of(config));
    }

    /**
     * Checks a value that has bounds.
     *
     * @throws IllegalArgumentException if it is out of them; names key, value and bounds
     */
    static void within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    PID + ": " + key + " is " + value + ", must be " + least + " to " + most);
        }
    }

    /** What the server says of itself. */
    record Server(String name, String title, String instructions) {

        static Server of(EngineConfig config) {
            return new Server(config.serverName(), config.serverTitle(), config.instructions());
        }
    }

    /** What is listed, and when it is announced. */
    record Lists(int pageSize, long ttlMillis, long settleMillis) {

        Lists {
            within("pageSize", pageSize, 1, 100_000);
            within("listTtlMillis", ttlMillis, 0, 86_400_000);
            within("settleMillis", settleMillis, 0, 60_000);
        }

        static Lists of(EngineConfig config) {
            return new Lists(config.pageSize(), config.listTtlMillis(), config.settleMillis());
        }
    }

    /**
     * How many legacy sessions there may be, and how long.
     *
     * @param evict whether a full house lets the one go that has been idle for longest; else it lets nobody in
     * @param lifeMillis 0: as long as it is used
     */
    record Sessions(
            int max,
            int callerMax,
            boolean evict,
            long idleMillis,
            long lifeMillis,
            long hibernateMillis,
            int paramsBytesMax) {

        private static final long YEAR = 31_536_000_000L;

        Sessions {
            within("sessionsMax", max, 1, 10_000_000);
            within("sessionsPerCallerMax", callerMax, 1, 10_000_000);
            within("sessionIdleMillis", idleMillis, 1_000, YEAR);
            within("sessionLifeMillis", lifeMillis, 0, YEAR);
            within("sessionHibernateMillis", hibernateMillis, 100, YEAR);
            within("initializeBytesMax", paramsBytesMax, 1_024, 16_777_216);
        }

        static Sessions of(EngineConfig config) {
            String full = config.sessionsFull();
            if (!full.equals("evict") && !full.equals("refuse")) {
                throw new IllegalArgumentException(PID + ": sessionsFull is '" + full + "', must be evict or refuse");
            }
            return new Sessions(
                    config.sessionsMax(),
                    config.sessionsPerCallerMax(),
                    full.equals("evict"),
                    config.sessionIdleMillis(),
                    config.sessionLifeMillis(),
                    config.sessionHibernateMillis(),
                    config.initializeBytesMax());
        }
    }

    /** The streams of legacy sessions. */
    record Streams(long retryMillis) {

        Streams {
            within("retryMillis", retryMillis, 0, 600_000);
        }

        static Streams of(EngineConfig config) {
            return new Streams(config.retryMillis());
        }
    }

    /** What a call may take, and what seals the state that its client carries. */
    record Calls(int batchMax, long timeMillis, long askTimeMillis, String stateSecret) {

        private static final int SECRET_LENGTH = 32;

        Calls {
            within("batchMax", batchMax, 1, 10_000);
            within("callTimeMillis", timeMillis, 100, 86_400_000);
            within("askTimeMillis", askTimeMillis, 1_000, 86_400_000);
            if (!stateSecret.isEmpty() && stateSecret.length() < SECRET_LENGTH) {
                throw new IllegalArgumentException(PID + ": stateSecret has " + stateSecret.length()
                        + " characters, must be empty or at least " + SECRET_LENGTH);
            }
        }

        static Calls of(EngineConfig config) {
            return new Calls(config.batchMax(), config.callTimeMillis(), config.askTimeMillis(), config.stateSecret());
        }

        /** Leaves the secret out. */
        @Override
        public String toString() {
            return "Calls[batchMax=" + batchMax + ", timeMillis=" + timeMillis + ", askTimeMillis=" + askTimeMillis
                    + "]";
        }
    }

    /** What happens while a plugin's bundle is stopped or updated. */
    record Plugins(long drainMillis, long holdMillis, int heldMax) {

        Plugins {
            within("drainMillis", drainMillis, 0, 600_000);
            within("holdMillis", holdMillis, 0, 600_000);
            within("heldCallsMax", heldMax, 0, 1_000_000);
        }

        static Plugins of(EngineConfig config) {
            return new Plugins(config.drainMillis(), config.holdMillis(), config.heldCallsMax());
        }
    }

    /**
     * How many tasks are kept, and how long.
     *
     * @param perCaller of one session, or of one principal without a session
     * @param running of those that have not ended
     * @param bytes of all results together
     * @param evict whether the oldest that has ended goes where there is no room; else a new one is refused
     */
    record Tasks(int max, int perCaller, int running, long bytes, boolean evict, long ttlMillis, long pollMillis) {

        Tasks {
            within("tasksMax", max, 1, 1_000_000);
            within("tasksPerCallerMax", perCaller, 1, 1_000_000);
            within("tasksRunningMax", running, 1, 1_000_000);
            within("taskBytesMax", bytes, 1_024, 1L << 40);
            within("taskTtlMillis", ttlMillis, 1_000, 604_800_000);
            within("taskPollMillis", pollMillis, 10, 600_000);
        }

        static Tasks of(EngineConfig config) {
            return new Tasks(
                    config.tasksMax(),
                    config.tasksPerCallerMax(),
                    config.tasksRunningMax(),
                    config.taskBytesMax(),
                    config.tasksEvict(),
                    config.taskTtlMillis(),
                    config.taskPollMillis());
        }
    }
}
