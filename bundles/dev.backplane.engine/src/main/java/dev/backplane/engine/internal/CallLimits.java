package dev.backplane.engine.internal;

/**
 * What calls are held to; the keys of {@link EngineConfig} of the same names.
 *
 * @param adaptive whether a tool that does not say may run on the I/O thread
 * @param shortMicros what 99 of 100 calls of such a tool must stay within
 * @param shortCalls over how many calls that must be seen
 * @param breakerFailures failures within the window that make a tool rest; 0: none do
 * @param breakerPercent the share of its calls that they must be besides
 */
record CallLimits(
        boolean adaptive,
        long shortMicros,
        int shortCalls,
        int breakerFailures,
        int breakerPercent,
        long breakerWindowMillis,
        long breakerRestMillis,
        int breakerProbes,
        long hungMillis,
        long ioTimeMillis,
        int callMessagesPerSecond,
        int answerBytesMax) {

    CallLimits {
        Settings.within("shortMicros", shortMicros, 1, 100_000);
        Settings.within("shortCalls", shortCalls, 10, 1_000_000);
        Settings.within("breakerFailures", breakerFailures, 0, 1_000_000);
        Settings.within("breakerPercent", breakerPercent, 1, 100);
        Settings.within("breakerWindowMillis", breakerWindowMillis, 100, 3_600_000);
        Settings.within("breakerRestMillis", breakerRestMillis, 10, 3_600_000);
        Settings.within("breakerProbes", breakerProbes, 1, 1_000);
        Settings.within("hungMillis", hungMillis, 10, 600_000);
        Settings.within("ioTimeMillis", ioTimeMillis, 10, 600_000);
        Settings.within("callMessagesPerSecond", callMessagesPerSecond, 1, 1_000_000);
        Settings.within("answerBytesMax", answerBytesMax, 1_024, 1 << 30);
    }

    long shortNanos() {
        return shortMicros * 1_000;
    }

    /** @throws IllegalArgumentException if a value is out of bounds; names key, value and bounds */
    static CallLimits of(EngineConfig config) {
        return new CallLimits(
                config.adaptive(),
                config.shortMicros(),
                config.shortCalls(),
                config.breakerFailures(),
                config.breakerPercent(),
                config.breakerWindowMillis(),
                config.breakerRestMillis(),
                config.breakerProbes(),
                config.hungMillis(),
                config.ioTimeMillis(),
                config.callMessagesPerSecond(),
                config.answerBytesMax());
    }
}
