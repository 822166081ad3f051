package dev.backplane.cache.redis.internal;

import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/**
 * What is configured, within its bounds ({@link RedisConfig}). Passwords are not shown.
 *
 * @param server where it is, and who asks
 */
record RedisSettings(Server server, int timeoutMillis, int poolSize, String prefix, int failuresMax, int retryMillis) {

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    /** A server, and how it is spoken to. */
    record Server(
            String host,
            int port,
            int database,
            String user,
            String password,
            boolean tls,
            String trustStore,
            String trustStorePassword) {

        Server {
            if (host.isBlank()) {
                throw new IllegalArgumentException(RedisCacheTier.PID + ": host is empty");
            }
            check("port", port, 1, 65_535);
            check("database", database, 0, 1_000_000);
            if (!user.isEmpty() && password.isEmpty()) {
                throw new IllegalArgumentException(RedisCacheTier.PID + ": user is set, password must be, too");
            }
        }

        /** Says where the values are. */
        String place() {
            return host + ":" + port + "/" + database;
        }

        @Override
        public String toString() {
            return (tls ? "rediss://" : "redis://") + place();
        }
    }

    /** @throws IllegalArgumentException if a value is out of bounds */
    RedisSettings {
        check("timeoutMillis", timeoutMillis, 1, 60_000);
        check("poolSize", poolSize, 1, 256);
        check("failuresMax", failuresMax, 1, 1_000);
        check("retryMillis", retryMillis, 10, 600_000);
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    RedisCacheTier.PID + ": prefix is " + prefix + ", must match " + PREFIX.pattern());
        }
    }

    /** @throws IllegalArgumentException if a value is no number or out of bounds */
    static RedisSettings of(RedisConfig config) {
        return new RedisSettings(
                new Server(
                        config.host(),
                        number("port", config::port),
                        number("database", config::database),
                        config.user(),
                        config.password(),
                        config.tls(),
                        config.trustStore(),
                        config.trustStorePassword()),
                number("timeoutMillis", config::timeoutMillis),
                number("poolSize", config::poolSize),
                config.prefix(),
                number("failuresMax", config::failuresMax),
                number("retryMillis", config::retryMillis));
    }

    /** Reads a value, which is converted from what is configured only now. */
    private static int number(String key, IntSupplier value) {
        try {
            return value.getAsInt();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    RedisCacheTier.PID + ": " + key + " is no number in range: " + e.getMessage(), e);
        }
    }

    private static void check(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    RedisCacheTier.PID + ": " + key + " is " + value + ", must be " + least + " to " + most);
        }
    }
}
