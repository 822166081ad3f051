package dev.backplane.spi.cache;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * The form that values have in tiers outside of the heap: one array of bytes, which says whether it is whole. It holds the key,
 * too, so that what comes back under a wrong key is noticed. Constant, whatever Java and Backplane: an unknown version is refused.
 */
public final class ValueForm {

    /*
     * version (1 byte), flags (1), length (4), created, freshUntil, expires, idleMillis (8 each), number of tags (4), then
     * namespace, key, encoding, etag and tags, each with its length in bytes before it (4), the content with its length (4),
     * and CRC-32C over all of it (4).
     */

    private static final byte VERSION = 1;
    private static final byte NEGATIVE = 1;
    private static final int FIXED = 1 + 1 + 4 + 4 * 8 + 4;
    private static final int CHECK = 4;

    private ValueForm() {}

    /** Returns the form of a value. */
    public static byte[] write(CacheKey key, CachedValue value) {
        byte[][] texts = new byte[4 + value.tags().size()][];
        texts[0] = utf8(key.namespace());
        texts[1] = utf8(key.key());
        texts[2] = utf8(value.encoding());
        texts[3] = utf8(value.etag());
        int next = 4;
        for (String tag : value.tags()) {
            texts[next++] = utf8(tag);
        }
        int size = FIXED + 4 + value.bytes().length + CHECK;
        for (byte[] text : texts) {
            size += 4 + text.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.put(VERSION).put(value.negative() ? NEGATIVE : 0).putInt(value.length());
        out.putLong(value.created()).putLong(value.freshUntil()).putLong(value.expires());
        out.putLong(value.idleMillis()).putInt(value.tags().size());
        for (byte[] text : texts) {
            out.putInt(text.length).put(text);
        }
        out.putInt(value.bytes().length).put(value.bytes());
        out.putInt(check(out.array(), size - CHECK));
        return out.array();
    }

    /**
     * Reads a value.
     *
     * @param key under which it was found
     * @throws IllegalArgumentException if this is no value in whole, or was put under another key
     */
    public static CachedValue read(CacheKey key, byte[] form) {
        CacheEntry entry = read(form);
        if (!entry.key().equals(key)) {
            throw new IllegalArgumentException("the value of another key was found under " + key);
        }
        return entry.value();
    }

    /**
     * Reads a value and its key.
     *
     * @throws IllegalArgumentException if this is no value in whole
     */
    public static CacheEntry read(byte[] form) {
        if (form.length < FIXED + CHECK || form[0] != VERSION) {
            throw new IllegalArgumentException("no value of version " + VERSION + ", in " + form.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(form);
        if (in.getInt(form.length - CHECK) != check(form, form.length - CHECK)) {
            throw new IllegalArgumentException("the checksum is wrong, of " + form.length + " bytes");
        }
        try {
            in.get();
            boolean negative = (in.get() & NEGATIVE) != 0;
            int length = in.getInt();
            long created = in.getLong();
            long freshUntil = in.getLong();
            long expires = in.getLong();
            long idleMillis = in.getLong();
            int tags = in.getInt();
            CacheKey key = new CacheKey(text(in), text(in));
            String encoding = text(in);
            String etag = text(in);
            Set<String> tagged = new LinkedHashSet<>();
            for (int i = 0; i < tags; i++) {
                tagged.add(text(in));
            }
            byte[] content = bytes(in);
            return new CacheEntry(
                    key,
                    new CachedValue(
                            content,
                            encoding,
                            length,
                            etag,
                            created,
                            freshUntil,
                            expires,
                            idleMillis,
                            tagged,
                            negative));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the value ends too early, in " + form.length + " bytes", e);
        }
    }

    private static String text(ByteBuffer in) {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int check(byte[] bytes, int length) {
        CRC32C check = new CRC32C();
        check.update(bytes, 0, length);
        return (int) check.getValue();
    }
}
