package dev.backplane.cache.internal;

import dev.backplane.spi.cache.CachedValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** What is done to the content of values: ETags, and their encoding. Thread-safe. */
final class Contents {

    /** Says that values are not compressed. */
    static final String NONE = "none";

    /** 128 bits of SHA-256: nobody meets two contents of one ETag by chance, nor makes them. */
    private static final int ETAG_BYTES = 16;

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(() -> {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has it", e);
        }
    });

    private Contents() {}

    /** Returns the ETag: of the content alone, so that it is the same on each node and in each tier. */
    static String etag(byte[] content) {
        byte[] hash = DIGEST.get().digest(content);
        return BASE64.encodeToString(Arrays.copyOf(hash, ETAG_BYTES));
    }

    /** Returns the value as a tier keeps it that has values compressed. */
    static CachedValue compressed(CachedValue value, CacheSettings settings) {
        if (!value.encoding().isEmpty()
                || value.length() <= settings.compressAboveBytes()
                || settings.compression().equals(NONE)) {
            return value;
        }
        byte[] fewer = Deflate.compress(value.bytes(), settings.compressionLevel());
        return fewer == value.bytes() ? value : value.encoded(fewer, Deflate.NAME);
    }

    /**
     * Returns the value with its content as it was put in.
     *
     * @throws IllegalArgumentException if that cannot be had
     */
    static CachedValue plain(CachedValue value) {
        if (!value.encoding().equals(Deflate.NAME)) {
            return value;
        }
        return value.encoded(Deflate.decompress(value.bytes(), value.length()), "");
    }
}
