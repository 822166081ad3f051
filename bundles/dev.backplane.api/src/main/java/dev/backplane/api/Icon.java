package dev.backplane.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A picture for a tool, resource, prompt or server.
 *
 * @param src an {@code https:} or {@code data:} URI
 * @param mimeType null: unknown
 * @param sizes such as {@code 48x48} or {@code any}; empty: unknown
 * @param theme {@code light} or {@code dark}; null: either
 */
public record Icon(
        String src,
        @Nullable String mimeType,
        List<String> sizes,
        @Nullable String theme) {

    public Icon {
        if (!src.startsWith("https:") && !src.startsWith("data:")) {
            throw new IllegalArgumentException("icon src must be an https: or data: URI, is '" + src + "'");
        }
        sizes = List.copyOf(sizes);
    }
}
