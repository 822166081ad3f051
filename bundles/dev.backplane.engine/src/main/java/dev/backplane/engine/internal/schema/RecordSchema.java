package dev.backplane.engine.internal.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Derives the JSON Schema (2020-12) of a record: its components in their order, required unless they are optional, and
 * nothing else allowed. A record that holds itself stands once, under {@code $defs}, any other where it is used. The same
 * record always gives the same text.
 */
public final class RecordSchema {
    /** Records that hold themselves, in the order they are met, by the reference to each. */
    private final Map<JavaType.Fields, String> references = new LinkedHashMap<>();

    private int count;

    private RecordSchema() {}

    /**
     * Returns the schema as JSON values, members in a fixed order.
     *
     * @throws IllegalArgumentException naming the component whose type JSON has no equal of
     */
    public static Map<String, Object> of(Class<?> record) {
        return of(JavaTypes.of(record));
    }

    static Map<String, Object> of(JavaType.Fields root) {
        RecordSchema schema = new RecordSchema();
        schema.findRecursive(root, new ArrayList<>(), new HashSet<>());
        schema.references.computeIfPresent(root, (fields, reference) -> "#");
        Map<String, Object> derived = schema.object(root, Path.ROOT);
        Map<String, Object> definitions = new LinkedHashMap<>();
        schema.references.forEach((fields, reference) -> {
            if (fields != root) {
                definitions.put(reference.substring("#/$defs/".length()), schema.object(fields, Path.ROOT));
            }
        });
        if (!definitions.isEmpty()) {
            derived.put("$defs", definitions);
        }
        return derived;
    }

    private void findRecursive(JavaType type, List<JavaType> onTheWay, Set<JavaType.Fields> done) {
        if (type instanceof JavaType.Fields fields) {
            if (onTheWay.contains(fields)) {
                references.computeIfAbsent(fields, this::reference);
            } else if (done.add(fields)) {
                onTheWay.add(fields);
                fields.components()
                        .forEach(component -> findRecursive(component.use().type(), onTheWay, done));
                onTheWay.remove(fields);
            }
        } else if (type instanceof JavaType.Items items) {
            findRecursive(items.item().type(), onTheWay, done);
        } else if (type instanceof JavaType.Row row) {
            findRecursive(row.item().type(), onTheWay, done);
        } else if (type instanceof JavaType.Table table) {
            findRecursive(table.value().type(), onTheWay, done);
        } else if (type instanceof JavaType.Maybe maybe) {
            findRecursive(maybe.value().type(), onTheWay, done);
        }
    }

    private String reference(JavaType.Fields fields) {
        String name = "#/$defs/" + fields.type().getSimpleName();
        String free = name;
        for (int i = 2; references.containsValue(free); i++) {
            free = name + i;
        }
        return free;
    }

    private Map<String, Object> object(JavaType.Fields fields, Path path) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (JavaType.Component component : fields.components()) {
            Map<String, Object> property = use(component.use().type(), path.at(component.name()));
            if (component.param() != null) {
                ParamKeywords.add(property, component, path.at(component.name()));
            }
            properties.put(component.name(), property);
            if (component.required()) {
                required.add(component.name());
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    private Map<String, Object> use(JavaType type, Path path) {
        if (++count > SchemaWalk.MAX_SUBSCHEMAS) {
            throw new SchemaException(path, "more than " + SchemaWalk.MAX_SUBSCHEMAS + " subschemas");
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        if (type instanceof JavaType.Simple simple) {
            schema.put("type", simple.scalar().type());
            if (!simple.scalar().keyword().isEmpty()) {
                schema.put(simple.scalar().keyword(), simple.scalar().detail());
            }
        } else if (type instanceof JavaType.Constant constant) {
            schema.put("type", "string");
            schema.put("enum", List.copyOf(constant.constants().keySet()));
        } else if (type instanceof JavaType.Items items) {
            schema.put("type", "array");
            schema.put("items", element(items.item(), path));
            if (items.set()) {
                schema.put("uniqueItems", true);
            }
        } else if (type instanceof JavaType.Row row) {
            schema.put("type", "array");
            schema.put("items", element(row.item(), path));
        } else if (type instanceof JavaType.Table table) {
            schema.put("type", "object");
            schema.put("additionalProperties", element(table.value(), path));
        } else if (type instanceof JavaType.Maybe maybe) {
            return use(maybe.value().type(), path);
        } else if (type instanceof JavaType.Fields fields) {
            String reference = references.get(fields);
            if (reference == null) {
                return object(fields, path);
            }
            schema.put("$ref", reference);
        }
        return schema;
    }

    /** Items and values of maps cannot be left out, so that one that may be null says so. */
    private Map<String, Object> element(JavaType.Use use, Path path) {
        Map<String, Object> schema = use(use.type(), path);
        if (!use.nullable() && !(use.type() instanceof JavaType.Maybe) || schema.isEmpty()) {
            return schema;
        }
        return new LinkedHashMap<>(Map.of("anyOf", List.of(schema, Map.of("type", "null"))));
    }
}
