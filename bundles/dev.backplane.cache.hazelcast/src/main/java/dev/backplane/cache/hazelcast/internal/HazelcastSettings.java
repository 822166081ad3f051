package dev.backplane.cache.hazelcast.internal;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/** What is configured, within its bounds ({@link HazelcastConfig}). */
record HazelcastSettings(
        List<String> members, String host, int port, String cluster, int backups, long bytesMax, int timeoutMillis) {

    /** @throws IllegalArgumentException if a value is out of bounds */
    HazelcastSettings {
        members = List.copyOf(members);
        check("port", port, 0, 65_535);
        check("backups", backups, 0, 6);
        if (bytesMax != 0) {
            check("bytesMax", bytesMax, 1 << 20, 1L << 40);
        }
        check("timeoutMillis", timeoutMillis, 1, 60_000);
        if (host.isBlank() || cluster.isBlank()) {
            throw new IllegalArgumentException(HazelcastCacheTier.PID + ": host and cluster must not be empty");
        }
    }

    /** @throws IllegalArgumentException if a value is no number or out of bounds */
    static HazelcastSettings of(HazelcastConfig config) {
        return new HazelcastSettings(
                Arrays.stream(config.members())
                        .flatMap(entry -> Arrays.stream(entry.split(",")))
                        .map(String::strip)
                        .filter(entry -> !entry.isEmpty())
                        .toList(),
                config.host(),
                (int) number("port", config::port),
                config.cluster(),
                (int) number("backups", config::backups),
                number("bytesMax", config::bytesMax),
                (int) number("timeoutMillis", config::timeoutMillis));
    }

    /** Reads a value, which is converted from what is configured only now. */
    private static long number(String key, LongSupplier value) {
        try {
            return value.getAsLong();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    HazelcastCacheTier.PID + ": " + key + " is no number in range: " + e.getMessage(), e);
        }
    }

    /** Returns what values may take, in bytes. */
    long room() {
        return bytesMax == 0 ? Runtime.getRuntime().maxMemory() / 10 : bytesMax;
    }

    private static void check(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    HazelcastCacheTier.PID + ": " + key + " is " + value + ", must be " + least + " to " + most);
        }
    }
}
