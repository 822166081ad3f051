package dev.backplane.api.cache;

import org.jspecify.annotations.Nullable;

/**
 * What a loader has made.
 *
 * @param policy how long it lives, and what it depends on; null: as the view says
 */
public record Loaded<T>(T value, @Nullable CachePolicy policy) {

    /** Returns a value that lives as long as the view says. */
    public static <T> Loaded<T> of(T value) {
        return new Loaded<>(value, null);
    }

    /** Returns a value with a policy of its own, such as tags that only its loader knows. */
    public static <T> Loaded<T> of(T value, CachePolicy policy) {
        return new Loaded<>(value, policy);
    }
}
