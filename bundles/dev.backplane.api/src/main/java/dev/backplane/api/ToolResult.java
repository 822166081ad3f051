package dev.backplane.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tool answers.
 *
 * @param content what the model reads, in order
 * @param structured the structured content: a record, or a JSON value ({@link Json}); null: none. Must satisfy the
 *     tool's output schema if it has one
 * @param isError the tool failed; the content says why
 * @param meta the {@code _meta} of the result, JSON values
 */
public record ToolResult(
        List<Content> content, @Nullable Object structured, boolean isError, Map<String, Object> meta) {

    public ToolResult {
        content = List.copyOf(content);
        meta = Map.copyOf(meta);
    }

    public static ToolResult text(String text) {
        return new ToolResult(List.of(new Content.Text(text)), null, false, Map.of());
    }

    public static ToolResult of(Content... content) {
        return new ToolResult(List.of(content), null, false, Map.of());
    }

    /** A failure that the model may read and act upon. */
    public static ToolResult error(String message) {
        return new ToolResult(List.of(new Content.Text(message)), null, true, Map.of());
    }

    /** Structured content; the platform adds its JSON as text for clients that know no structured content. */
    public static ToolResult structured(Object value) {
        return new ToolResult(List.of(), value, false, Map.of());
    }

    /** Adds content behind what is there. */
    public ToolResult with(Content more) {
        List<Content> all = new ArrayList<>(content);
        all.add(more);
        return new ToolResult(all, structured, isError, meta);
    }
}
