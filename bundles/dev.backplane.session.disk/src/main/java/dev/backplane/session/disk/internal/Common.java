package dev.backplane.session.disk.internal;

import dev.backplane.spi.session.SessionRecord;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets sessions that are read from files have in common what is the same in them, as they had before: most clients of a
 * fleet send the same {@code initialize} params. Bounded. For one thread.
 */
final class Common {

    /** Different ones to remember; those of further ones are kept once for each session. */
    private static final int MOST = 1_024;

    private final Map<ByteBuffer, byte[]> params = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();

    SessionRecord of(SessionRecord read) {
        String principal = read.principal();
        String level = read.logLevel();
        return new SessionRecord(
                read.id(),
                of(read.protocolVersion()),
                principal == null ? null : of(principal),
                of(read.initializeParams()),
                read.initialized(),
                level == null ? null : of(level),
                read.subscriptions(),
                read.created());
    }

    private byte[] of(byte[] bytes) {
        ByteBuffer key = ByteBuffer.wrap(bytes);
        byte[] known = params.get(key);
        if (known == null && params.size() < MOST) {
            params.put(key, bytes);
        }
        return known == null ? bytes : known;
    }

    private String of(String text) {
        String known = texts.get(text);
        if (known == null && texts.size() < MOST) {
            texts.put(text, text);
        }
        return known == null ? text : known;
    }
}
