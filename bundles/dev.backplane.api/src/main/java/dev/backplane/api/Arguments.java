package dev.backplane.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Untyped arguments of a tool whose schema is given as JSON.
 *
 * @param values JSON values ({@link Json}) by name, unmodifiable
 */
public record Arguments(Map<String, @Nullable Object> values) {

    public Arguments {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Returns a JSON value, or null where there is none. */
    public @Nullable Object get(String name) {
        return values.get(name);
    }

    /** Returns a string, or the other where there is none. */
    public String string(String name, String other) {
        return values.get(name) instanceof String text ? text : other;
    }

    /** Returns a number, or the other where there is none. */
    public double number(String name, double other) {
        return values.get(name) instanceof Number number ? number.doubleValue() : other;
    }

    /** Returns a whole number, or the other where there is none. */
    public long integer(String name, long other) {
        return values.get(name) instanceof Number number ? number.longValue() : other;
    }

    /** Returns a truth value, or the other where there is none. */
    public boolean bool(String name, boolean other) {
        return values.get(name) instanceof Boolean bool ? bool : other;
    }

    /** Returns an array, empty where there is none. */
    public List<?> list(String name) {
        return values.get(name) instanceof List<?> list ? list : List.of();
    }
}
