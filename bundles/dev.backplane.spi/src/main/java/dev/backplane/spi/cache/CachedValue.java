package dev.backplane.spi.cache;

import java.util.Set;

/**
 * A value as tiers keep it. Immutable; the array is not copied: do not change it. Two values are equal if they are the same
 * one, as arrays are.
 *
 * <p>Times are milliseconds since the epoch. A value is fresh until {@code freshUntil}; from then on until {@code expires} it
 * may still serve while a new one is made; from {@code expires} on no tier gives it out any more.
 *
 * @param bytes the content, as {@code encoding} says
 * @param encoding how the content is encoded, such as {@code deflate}; empty: not at all
 * @param length bytes of the content once it is decoded
 * @param etag tells contents apart: equal for equal content, whichever tier or node has it
 * @param created when it was made
 * @param freshUntil at most {@code expires}
 * @param expires {@link Long#MAX_VALUE}: never
 * @param idleMillis how long it lives without being got from the tier; 0: as long as it lives otherwise
 * @param tags by which it is invalidated; what it depends upon is among them
 * @param negative whether this says that there is nothing; the content is empty then
 */
public record CachedValue(
        byte[] bytes,
        String encoding,
        int length,
        String etag,
        long created,
        long freshUntil,
        long expires,
        long idleMillis,
        Set<String> tags,
        boolean negative) {

    /** What a value takes besides its content, its key and its tags, as tiers account for it. */
    private static final int OVERHEAD = 96;

    public CachedValue {
        tags = Set.copyOf(tags);
        if (length < 0) {
            throw new IllegalArgumentException("length is " + length + ", must be at least 0");
        }
        if (encoding.isEmpty() && length != bytes.length) {
            throw new IllegalArgumentException("length is " + length + ", must be " + bytes.length);
        }
        if (freshUntil > expires) {
            throw new IllegalArgumentException("freshUntil is " + freshUntil + ", must be at most " + expires);
        }
        if (idleMillis < 0) {
            throw new IllegalArgumentException("idleMillis is " + idleMillis + ", must be at least 0");
        }
    }

    /** Returns the same value with its content encoded otherwise. */
    public CachedValue encoded(byte[] content, String how) {
        return new CachedValue(content, how, length, etag, created, freshUntil, expires, idleMillis, tags, negative);
    }

    /** Returns the same value with other tags. */
    public CachedValue tagged(Set<String> others) {
        return new CachedValue(
                bytes, encoding, length, etag, created, freshUntil, expires, idleMillis, others, negative);
    }

    /** Tells whether it has expired. */
    public boolean expired(long nowMillis) {
        return nowMillis >= expires;
    }

    /** Tells whether it is to be made anew, though it may serve until that is done. */
    public boolean stale(long nowMillis) {
        return nowMillis >= freshUntil;
    }

    /**
     * Returns the bytes that it is accounted for, under its key: the content as it is kept, two for each character of key and
     * tags, and a flat {@value #OVERHEAD}. The same in each tier, so that sizes can be compared.
     */
    public long weight(CacheKey key) {
        long characters = key.namespace().length() + (long) key.key().length() + etag.length();
        for (String tag : tags) {
            characters += tag.length();
        }
        return OVERHEAD + bytes.length + 2 * characters;
    }
}
