package dev.backplane.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients see of a resource template.
 *
 * @param uriTemplate RFC 6570, level 1: literals and {@code {name}}, each of which matches one or more characters other
 *     than {@code /}; {@code {+name}} matches any
 */
public record TemplateInfo(
        String uriTemplate,
        String name,
        @Nullable String title,
        @Nullable String description,
        @Nullable String mimeType,
        @Nullable Audience audience,
        List<Icon> icons) {

    public TemplateInfo {
        icons = List.copyOf(icons);
    }

    public static TemplateInfo of(String uriTemplate, String name) {
        return new TemplateInfo(uriTemplate, name, null, null, null, null, List.of());
    }

    public TemplateInfo title(String value) {
        return new TemplateInfo(uriTemplate, name, value, description, mimeType, audience, icons);
    }

    public TemplateInfo description(String value) {
        return new TemplateInfo(uriTemplate, name, title, value, mimeType, audience, icons);
    }

    public TemplateInfo mimeType(String value) {
        return new TemplateInfo(uriTemplate, name, title, description, value, audience, icons);
    }
}
