package dev.backplane.spi.web;

import org.jspecify.annotations.Nullable;

/**
 * What was asked of a page. Immutable, as long as nobody writes into its body.
 *
 * @param method {@code GET}, {@code HEAD} or {@code POST}; the answer to {@code HEAD} is made as for {@code GET}
 * @param path whole, without escapes, dots as a segment or empty segments
 * @param query as it was sent, without the question mark; empty: none
 * @param body empty without one; not copied
 */
public record PageRequest(String method, String path, String query, byte[] body) {

    /** Returns the first value of a parameter of the query, as it was sent; null: none. */
    public @Nullable String parameter(String name) {
        for (String each : query.split("&", -1)) {
            if (each.startsWith(name + "=")) {
                return each.substring(name.length() + 1);
            }
        }
        return null;
    }
}
