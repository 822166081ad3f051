package dev.backplane.cache.redis.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What the server does in one step; each a file of Lua beside this class, after the common one. */
enum Script {
    OPEN,
    GET,
    PUT,
    REMOVE,
    INVALIDATE,
    CLEAR,
    RENEW,
    BAN,
    WORK,
    SIZES,
    KEYS,
    ORPHANS;

    private final byte[] source;

    Script() {
        String own = file(name().toLowerCase(Locale.ROOT));
        source = (name().equals("OPEN") ? own : file("common") + own).getBytes(StandardCharsets.UTF_8);
    }

    private static String file(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("the bundle lacks " + name + ".lua");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] source() {
        return source;
    }

    /** Tells whether what it does late would be wrong: nothing may be put in after something else was. */
    boolean puts() {
        return this == PUT;
    }
}
