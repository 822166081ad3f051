package dev.backplane.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON values of this API: {@code Map<String, ?>} (keys in order), {@code List<?>}, {@code String}, {@code Number}
 * (whole numbers arrive as {@code Long} or {@code BigInteger}, others as {@code Double} or {@code BigDecimal}),
 * {@code Boolean}, {@code null}, and, for output alone, {@link RawJson} and records.
 */
public final class Json {

    private Json() {}

    /**
     * Returns the value as a JSON object.
     *
     * @throws IllegalArgumentException if it is something else; the message names {@code what}
     */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(@Nullable Object value, String what) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException(what + " must be an object");
    }

    /**
     * Returns the value as a string.
     *
     * @throws IllegalArgumentException if it is something else; the message names {@code what}
     */
    public static String string(@Nullable Object value, String what) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(what + " must be a string");
    }
}
