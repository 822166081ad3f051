package dev.backplane.engine.internal.schema;

import dev.backplane.api.Param;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Adds what {@code @Param} says to the schema of a component. */
final class ParamKeywords {

    private ParamKeywords() {}

    /** @throws SchemaException if a member of the annotation says nothing about the component's type */
    static void add(Map<String, Object> schema, JavaType.Component component, Path path) {
        Param param = component.param();
        if (param == null) {
            return;
        }
        text(schema, "title", param.title());
        text(schema, "description", param.value());
        numbers(schema, param, path);
        sizes(schema, param, path);
        strings(schema, param, path);
        if (component.hasFallback()) {
            schema.put("default", component.fallback());
        }
        text(schema, SchemaWalk.HEADER, param.header());
    }

    private static void numbers(Map<String, Object> schema, Param param, Path path) {
        boolean numeric = is(schema, "integer") || is(schema, "number");
        if (param.minimum() != Double.NEGATIVE_INFINITY) {
            require(numeric, path, "minimum", "numbers");
            schema.put("minimum", number(param.minimum(), path));
        }
        if (param.maximum() != Double.POSITIVE_INFINITY) {
            require(numeric, path, "maximum", "numbers");
            schema.put("maximum", number(param.maximum(), path));
        }
    }

    /** Writes 5 rather than 5.0. */
    private static Number number(double value, Path path) {
        require(!Double.isNaN(value) && !Double.isInfinite(value), path, "minimum or maximum", "finite numbers");
        if (Numbers.isIntegral(value) && Math.abs(value) < 1L << 53) {
            return (long) value;
        }
        return BigDecimal.valueOf(value);
    }

    private static void sizes(Map<String, Object> schema, Param param, Path path) {
        boolean list = is(schema, "array");
        if (param.minLength() != 0) {
            require(list || is(schema, "string"), path, "minLength", "strings and lists");
            schema.put(list ? "minItems" : "minLength", (long) param.minLength());
        }
        if (param.maxLength() != Integer.MAX_VALUE) {
            require(list || is(schema, "string"), path, "maxLength", "strings and lists");
            schema.put(list ? "maxItems" : "maxLength", (long) param.maxLength());
        }
    }

    /** In a list of strings these are said of each string. */
    private static void strings(Map<String, Object> schema, Param param, Path path) {
        Map<String, Object> target = schema;
        if (is(schema, "array") && schema.get("items") instanceof Map<?, ?> items) {
            @SuppressWarnings("unchecked") // made by RecordSchema
            Map<String, Object> own = (Map<String, Object>) items;
            target = own;
        }
        boolean string = is(target, "string");
        if (!param.pattern().isEmpty()) {
            require(string, path, "pattern", "strings");
            target.put("pattern", param.pattern());
        }
        if (!param.format().isEmpty()) {
            require(string, path, "format", "strings");
            target.put("format", param.format());
        }
        if (param.oneOf().length > 0) {
            require(string, path, "oneOf", "strings");
            target.put("enum", List.of(param.oneOf()));
        }
    }

    private static void text(Map<String, Object> schema, String keyword, String value) {
        if (!value.isEmpty()) {
            schema.put(keyword, value);
        }
    }

    private static boolean is(Map<String, Object> schema, String type) {
        return type.equals(schema.get("type"));
    }

    private static void require(boolean holds, Path path, String member, String what) {
        if (!holds) {
            throw new SchemaException(path, "@Param " + member + " is for " + what + " alone");
        }
    }
}
