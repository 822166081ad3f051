package dev.backplane.engine.internal.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Visits every subschema once: bounds their number, and collects the parameters that travel as headers. */
final class SchemaWalk {
    static final int MAX_SUBSCHEMAS = 2_000;

    static final String HEADER = "x-mcp-header";

    private static final Set<String> OF_SCHEMAS =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies");
    private static final Set<String> SCHEMAS = Set.of(
            "allOf",
            "anyOf",
            "oneOf",
            "prefixItems",
            "items",
            "additionalItems",
            "additionalProperties",
            "unevaluatedItems",
            "unevaluatedProperties",
            "contains",
            "propertyNames",
            "not",
            "if",
            "then",
            "else",
            "contentSchema");
    /** RFC 9110, section 5.6.2: token. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");

    private static final Set<Object> HEADER_TYPES = Set.of("string", "integer", "boolean");

    private final List<HeaderParam> headers = new ArrayList<>();
    private final Map<String, Path> headerNames = new HashMap<>();
    private int count;

    private final boolean countOnly;

    private SchemaWalk(boolean countOnly) {
        this.countOnly = countOnly;
    }

    /** @throws SchemaException if there are too many subschemas */
    static void count(Object schema) {
        new SchemaWalk(true).visit(schema, Path.ROOT, List.of());
    }

    /** @throws SchemaException if a header is wrong */
    static List<HeaderParam> headers(Object schema) {
        SchemaWalk walk = new SchemaWalk(false);
        walk.visit(schema, Path.ROOT, List.of());
        return List.copyOf(walk.headers);
    }

    /** @param names of the properties on the way here, null if other keywords were on it */
    private void visit(@Nullable Object schema, Path path, @Nullable List<String> names) {
        if (!(schema instanceof Map<?, ?> keywords)) {
            return;
        }
        if (++count > MAX_SUBSCHEMAS) {
            throw new SchemaException(path, "more than " + MAX_SUBSCHEMAS + " subschemas");
        }
        if (keywords.get("$dynamicRef") instanceof String reference && !reference.startsWith("#")) {
            // The full validator would find out at the first call.
            throw new SchemaException(path.at("$dynamicRef"), "leads out of the schema");
        }
        if (!countOnly && keywords.containsKey(HEADER)) {
            header(keywords, path.at(HEADER), names);
        }
        for (Map.Entry<?, ?> entry : keywords.entrySet()) {
            String keyword = String.valueOf(entry.getKey());
            Path at = path.at(keyword);
            if (OF_SCHEMAS.contains(keyword) && entry.getValue() instanceof Map<?, ?> named) {
                boolean property = keyword.equals("properties");
                named.forEach((key, value) -> visit(
                        value,
                        at.at(String.valueOf(key)),
                        property && names != null ? append(names, String.valueOf(key)) : null));
            } else if (SCHEMAS.contains(keyword) && entry.getValue() instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    visit(list.get(i), at.at(i), null);
                }
            } else if (SCHEMAS.contains(keyword)) {
                visit(entry.getValue(), at, null);
            }
        }
    }

    private void header(Map<?, ?> keywords, Path at, @Nullable List<String> names) {
        if (!(keywords.get(HEADER) instanceof String header)
                || !TOKEN.matcher(header).matches()) {
            throw new SchemaException(at, "must be an HTTP field name of 1 to 100 characters");
        }
        if (names == null || names.isEmpty()) {
            throw new SchemaException(at, "stands where no chain of properties alone leads to");
        }
        if (!(keywords.get("type") instanceof String type) || !HEADER_TYPES.contains(type)) {
            throw new SchemaException(at, "needs a type of string, integer or boolean");
        }
        Path other = headerNames.putIfAbsent(header.toLowerCase(Locale.ROOT), at);
        if (other != null) {
            throw new SchemaException(at, "header '" + header + "' is taken by " + other);
        }
        headers.add(new HeaderParam(header, names, type));
    }

    private static List<String> append(List<String> names, String name) {
        List<String> longer = new ArrayList<>(names);
        longer.add(name);
        return longer;
    }
}
