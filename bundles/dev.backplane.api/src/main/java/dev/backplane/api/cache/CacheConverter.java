package dev.backplane.api.cache;

import java.nio.charset.StandardCharsets;
import org.osgi.annotation.versioning.ConsumerType;

/** Turns objects into bytes and back. Thread-safe. Equal objects should make equal bytes, so that their ETags are. */
@ConsumerType
public interface CacheConverter<T> {

    byte[] toBytes(T value);

    /** @throws IllegalArgumentException if the bytes are not such; the value is taken for missing then, and forgotten */
    T ofBytes(byte[] bytes);

    /** Returns the converter of text, in UTF-8. */
    static CacheConverter<String> text() {
        return new CacheConverter<>() {
            @Override
            public byte[] toBytes(String value) {
                return value.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public String ofBytes(byte[] bytes) {
                return new String(bytes, StandardCharsets.UTF_8);
            }
        };
    }
}
