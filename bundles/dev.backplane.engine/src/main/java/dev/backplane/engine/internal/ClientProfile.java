package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of itself. Immutable.
 *
 * @param capabilities {@code ClientCapabilities} as JSON values
 */
record ClientProfile(@Nullable String name, @Nullable String version, Map<String, Object> capabilities) {

    /** The extension by which clients follow tasks since 2026-07-28. */
    static final String TASKS_EXTENSION = "io.modelcontextprotocol/tasks";

    static ClientProfile of(@Nullable Object info, Map<String, Object> capabilities) {
        String name = null;
        String version = null;
        if (info instanceof Map<?, ?> implementation) {
            name = implementation.get("name") instanceof String text ? text : null;
            version = implementation.get("version") instanceof String text ? text : null;
        }
        return new ClientProfile(name, version, capabilities);
    }

    boolean has(String... path) {
        Object at = capabilities;
        for (String step : path) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return at instanceof Map<?, ?>;
    }

    boolean followsTasks() {
        return has("extensions", TASKS_EXTENSION);
    }

    /** Returns the capabilities that the question needs and the client lacks; empty: it can be asked. */
    Map<String, Object> missingFor(Ask<?> question) {
        if (question instanceof Ask.Form) {
            boolean form = has("elicitation") && (has("elicitation", "form") || !has("elicitation", "url"));
            return form ? Map.of() : Map.of("elicitation", new LinkedHashMap<>(Map.of("form", Map.of())));
        }
        if (question instanceof Ask.Url) {
            return has("elicitation", "url") ? Map.of() : Map.of("elicitation", Map.of("url", Map.of()));
        }
        if (question instanceof Ask.Sample sample) {
            boolean tools = sample.options().containsKey("tools");
            if (tools && !has("sampling", "tools")) {
                return Map.of("sampling", Map.of("tools", Map.of()));
            }
            return has("sampling") ? Map.of() : Map.of("sampling", Map.of());
        }
        return has("roots") ? Map.of() : Map.of("roots", Map.of());
    }
}
