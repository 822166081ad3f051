package dev.backplane.cache.hazelcast.internal;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.ValueForm;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The form in which the cluster has a value: what it weighs, the stamps that were in force when it was put in, in the order of
 * {@link #marks}, and the value itself.
 */
final class Stored {

    /** The mark of all values. */
    static final String ALL = "g";

    private Stored() {}

    /** Returns what the value goes with: all, its namespace, and its tags. */
    static List<String> marks(CacheKey key, CachedValue value) {
        List<String> marks = new ArrayList<>(2 + value.tags().size());
        marks.add(ALL);
        marks.add(namespace(key.namespace()));
        value.tags().stream().sorted().forEach(tag -> marks.add(tag(tag)));
        return marks;
    }

    static String namespace(String name) {
        return "n" + name;
    }

    static String tag(String name) {
        return "t" + name;
    }

    static byte[] write(CacheKey key, CachedValue value, long[] stamps) {
        byte[] form = ValueForm.write(key, value);
        ByteBuffer out = ByteBuffer.allocate(8 + 4 + 8 * stamps.length + form.length);
        out.putLong(value.weight(key)).putInt(stamps.length);
        for (long stamp : stamps) {
            out.putLong(stamp);
        }
        return out.put(form).array();
    }

    static long weight(byte[] stored) {
        return ByteBuffer.wrap(stored).getLong();
    }

    static long[] stamps(byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored, 8, stored.length - 8);
        long[] stamps = new long[in.getInt()];
        for (int i = 0; i < stamps.length; i++) {
            stamps[i] = in.getLong();
        }
        return stamps;
    }

    /** @throws IllegalArgumentException if this is no value in whole, or another key's */
    static CachedValue value(CacheKey key, byte[] stored) {
        int from = 12 + 8 * stamps(stored).length;
        byte[] form = new byte[stored.length - from];
        System.arraycopy(stored, from, form, 0, form.length);
        return ValueForm.read(key, form);
    }

    /** Returns the name of a key that no other key has. */
    static String id(CacheKey key) {
        return key.namespace().length() + ":" + key.namespace() + key.key();
    }

    static CacheKey key(String id) {
        int colon = id.indexOf(':');
        int end = colon + 1 + Integer.parseInt(id.substring(0, colon));
        return new CacheKey(id.substring(colon + 1, end), id.substring(end));
    }
}
