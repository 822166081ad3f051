package dev.backplane.engine.internal.schema;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code default}s of a schema's properties, at every level that properties alone lead to. Immutable. */
final class Defaults {
    private final Map<String, @Nullable Object> values;
    private final Map<String, Defaults> nested;

    private Defaults(Map<String, @Nullable Object> values, Map<String, Defaults> nested) {
        this.values = values;
        this.nested = nested;
    }

    /**
     * Returns null where the schema has none.
     *
     * @throws SchemaException if a default does not satisfy its own property
     */
    static @Nullable Defaults of(Map<?, ?> schema) {
        return of(schema, Path.ROOT);
    }

    private static @Nullable Defaults of(Map<?, ?> schema, Path path) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        Map<String, Defaults> nested = new LinkedHashMap<>();
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            for (Map.Entry<?, ?> entry : properties.entrySet()) {
                String name = String.valueOf(entry.getKey());
                if (entry.getValue() instanceof Map<?, ?> property) {
                    Path at = path.at("properties").at(name);
                    if (property.containsKey("default")) {
                        check(property, at);
                        values.put(name, property.get("default"));
                    }
                    Defaults inner = of(property, at);
                    if (inner != null) {
                        nested.put(name, inner);
                    }
                }
            }
        }
        return values.isEmpty() && nested.isEmpty() ? null : new Defaults(values, nested);
    }

    /** What refers to other parts of the schema cannot be judged alone, and is judged by nobody. */
    private static void check(Map<?, ?> property, Path path) {
        Node rules = SchemaCompiler.compileAlone(property);
        if (rules != null && !rules.test(property.get("default"))) {
            throw new SchemaException(path.at("default"), "does not satisfy the property's own schema");
        }
    }

    /** Returns the object with what it lacks; the same instance where it lacks nothing. */
    Map<String, @Nullable Object> apply(Map<String, @Nullable Object> object) {
        Map<String, @Nullable Object> filled = null;
        for (Map.Entry<String, @Nullable Object> entry : values.entrySet()) {
            if (!object.containsKey(entry.getKey())) {
                filled = filled == null ? new LinkedHashMap<>(object) : filled;
                filled.put(entry.getKey(), entry.getValue());
            }
        }
        for (Map.Entry<String, Defaults> entry : nested.entrySet()) {
            if (object.get(entry.getKey()) instanceof Map<?, ?> member) {
                @SuppressWarnings("unchecked") // JSON objects have strings as keys
                Map<String, @Nullable Object> inner = (Map<String, @Nullable Object>) member;
                Map<String, @Nullable Object> whole = entry.getValue().apply(inner);
                if (whole != inner) {
                    filled = filled == null ? new LinkedHashMap<>(object) : filled;
                    filled.put(entry.getKey(), whole);
                }
            }
        }
        return filled == null ? object : filled;
    }
}
