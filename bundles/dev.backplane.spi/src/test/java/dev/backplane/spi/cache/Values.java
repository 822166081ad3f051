package dev.backplane.spi.cache;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Values for tests. */
public final class Values {

    private Values() {}

    /** Returns a value that lives for so many milliseconds from now on. */
    public static CachedValue of(String content, long nowMillis, long liveMillis, String... tags) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        long expires = liveMillis == Long.MAX_VALUE ? Long.MAX_VALUE : nowMillis + liveMillis;
        return new CachedValue(
                bytes, "", bytes.length, "e" + content.hashCode(), nowMillis, expires, expires, 0, Set.of(tags), false);
    }

    /** Returns the same value, which goes when it has not been got for so long. */
    public static CachedValue idle(CachedValue value, long idleMillis) {
        return new CachedValue(
                value.bytes(),
                value.encoding(),
                value.length(),
                value.etag(),
                value.created(),
                value.freshUntil(),
                value.expires(),
                idleMillis,
                value.tags(),
                value.negative());
    }

    public static String text(CachedValue value) {
        return new String(value.bytes(), StandardCharsets.UTF_8);
    }
}
