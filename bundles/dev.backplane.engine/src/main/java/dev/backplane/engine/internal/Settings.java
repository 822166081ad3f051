package dev.backplane.engine.internal;

/** The engine's configuration, checked. */
record Settings(
        String serverName,
        String serverTitle,
        String instructions,
        int pageSize,
        int batchMax,
        int sessionsMax,
        long sessionIdleMillis,
        long callTimeMillis,
        long askTimeMillis,
        long settleMillis,
        long drainMillis,
        long holdMillis,
        int heldCallsMax,
        long listTtlMillis,
        long retryMillis,
        int tasksMax,
        long taskTtlMillis,
        long taskPollMillis,
        String stateSecret) {

    Settings {
        within("pageSize", pageSize, 1, 100_000);
        within("batchMax", batchMax, 1, 10_000);
        within("sessionsMax", sessionsMax, 1, 10_000_000);
        within("sessionIdleMillis", sessionIdleMillis, 1_000, 31_536_000_000L);
        within("callTimeMillis", callTimeMillis, 100, 86_400_000);
        within("askTimeMillis", askTimeMillis, 1_000, 86_400_000);
        within("settleMillis", settleMillis, 0, 60_000);
        within("drainMillis", drainMillis, 0, 600_000);
        within("holdMillis", holdMillis, 0, 600_000);
        within("heldCallsMax", heldCallsMax, 0, 1_000_000);
        within("listTtlMillis", listTtlMillis, 0, 86_400_000);
        within("retryMillis", retryMillis, 0, 600_000);
        within("tasksMax", tasksMax, 1, 1_000_000);
        within("taskTtlMillis", taskTtlMillis, 1_000, 604_800_000);
        within("taskPollMillis", taskPollMillis, 10, 600_000);
        if (!stateSecret.isEmpty() && stateSecret.length() < 32) {
            throw new IllegalArgumentException("dev.backplane.engine: stateSecret has " + stateSecret.length()
                    + " characters, must be empty or at least 32");
        }
    }

    /** @throws IllegalArgumentException if a value is out of bounds; names key, value and bounds */
    static Settings of(EngineConfig config) {
        return new Settings(
                config.serverName(),
                config.serverTitle(),
                config.instructions(),
                config.pageSize(),
                config.batchMax(),
                config.sessionsMax(),
                config.sessionIdleMillis(),
                config.callTimeMillis(),
                config.askTimeMillis(),
                config.settleMillis(),
                config.drainMillis(),
                config.holdMillis(),
                config.heldCallsMax(),
                config.listTtlMillis(),
                config.retryMillis(),
                config.tasksMax(),
                config.taskTtlMillis(),
                config.taskPollMillis(),
                config.stateSecret());
    }

    private static void within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "dev.backplane.engine: " + key + " is " + value + ", must be " + least + " to " + most);
        }
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "Settings[" + serverName + "]";
    }
}
