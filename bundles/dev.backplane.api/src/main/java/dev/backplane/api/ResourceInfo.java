package dev.backplane.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients see of a resource in {@code resources/list}.
 *
 * @param uri absolute, unique in the platform
 * @param name a name for programs
 * @param title a name for people
 * @param size bytes, before encoding; null: unknown
 */
public record ResourceInfo(
        String uri,
        String name,
        @Nullable String title,
        @Nullable String description,
        @Nullable String mimeType,
        @Nullable Long size,
        @Nullable Audience audience,
        List<Icon> icons) {

    public ResourceInfo {
        if (!uri.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")) {
            throw new IllegalArgumentException("resource uri '" + uri + "' must be absolute");
        }
        icons = List.copyOf(icons);
    }

    public static ResourceInfo of(String uri, String name) {
        return new ResourceInfo(uri, name, null, null, null, null, null, List.of());
    }

    public ResourceInfo title(String value) {
        return new ResourceInfo(uri, name, value, description, mimeType, size, audience, icons);
    }

    public ResourceInfo description(String value) {
        return new ResourceInfo(uri, name, title, value, mimeType, size, audience, icons);
    }

    public ResourceInfo mimeType(String value) {
        return new ResourceInfo(uri, name, title, description, value, size, audience, icons);
    }
}
