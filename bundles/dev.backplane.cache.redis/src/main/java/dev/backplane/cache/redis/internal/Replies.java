package dev.backplane.cache.redis.internal;

import dev.backplane.spi.cache.CacheTierException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/** Reads replies of the server, which may be anything: what is no answer to the question is an error that says so. */
final class Replies {

    private Replies() {}

    /** Refuses replies of which one is a refusal, unless it is that the server has no room. */
    static void check(List<Object> replies) {
        check(replies, false);
    }

    /** Refuses replies of which one is a refusal, unless it is that the server has no room, or something broken to be read. */
    static void check(List<Object> replies, boolean reading) {
        for (Object reply : replies) {
            if (reply instanceof JedisDataException refusal && !full(reply) && !(reading && failed(reply))) {
                throw refusal;
            }
        }
    }

    /** Tells whether the server has no room for what was to be put in. What was there before is gone then, too. */
    static boolean full(@Nullable Object reply) {
        return reply instanceof JedisDataException refusal
                && refusal.getMessage() != null
                && refusal.getMessage().contains("OOM");
    }

    /** Tells whether a script could not do its work with what the server has. */
    static boolean failed(@Nullable Object reply) {
        return reply instanceof JedisDataException refusal
                && refusal.getMessage() != null
                && (refusal.getMessage().startsWith("ERR Error running script")
                        || refusal.getMessage().startsWith("WRONGTYPE"));
    }

    static long number(@Nullable Object reply) {
        if (reply instanceof Long number) {
            return number;
        }
        if (full(reply)) {
            return 0;
        }
        throw wrong("a number", reply);
    }

    static List<?> list(@Nullable Object reply) {
        if (reply instanceof List<?> list) {
            return list;
        }
        throw wrong("a list", reply);
    }

    static String text(@Nullable Object reply) {
        if (reply instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        throw wrong("text", reply);
    }

    private static CacheTierException wrong(String wanted, @Nullable Object reply) {
        return new CacheTierException("the server answers garbage: " + wanted + " was asked for, not "
                + (reply == null ? "nothing" : reply.getClass().getSimpleName()));
    }
}
