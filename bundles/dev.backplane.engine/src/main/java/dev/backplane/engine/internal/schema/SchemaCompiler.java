package dev.backplane.engine.internal.schema;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a schema into rules, where it uses the common keywords alone. Every keyword that it compiles it also checks
 * against the dialect, so that such a schema needs no other validator. Not thread-safe.
 */
final class SchemaCompiler {

    private static final int MAX_DEPTH = 200;

    private final Map<?, ?> root;
    private final Dialect dialect;
    private final Map<Object, Node> nodes = new IdentityHashMap<>();
    private final SchemaGraph graph = new SchemaGraph();

    private boolean complete = true;
    private int depth;

    private SchemaCompiler(Map<?, ?> root, Dialect dialect) {
        this.root = root;
        this.dialect = dialect;
    }

    /**
     * Returns the compiled schema, or null if it uses keywords that are not compiled, or references that branch: the full
     * validator counts its steps, compiled rules do not.
     *
     * @throws SchemaException if the schema breaks the rules of its dialect
     */
    static @Nullable Node compile(Map<?, ?> schema, Dialect dialect) {
        SchemaCompiler compiler = new SchemaCompiler(schema, dialect);
        Node node = compiler.schema(schema, Path.ROOT);
        if (!compiler.complete) {
            return null;
        }
        compiler.graph.refuseEndless();
        return compiler.graph.isCheap() ? node : null;
    }

    /** Compiles a subschema that has been checked already; returns null if that needs the schema around it. */
    static @Nullable Node compileAlone(Map<?, ?> subschema) {
        try {
            return compile(subschema, Dialect.DRAFT_7);
        } catch (SchemaException e) {
            return null;
        }
    }

    private Node schema(@Nullable Object schema, Path path) {
        if (schema instanceof Boolean allowed) {
            return allowed ? Node.TRUE : Node.FALSE;
        }
        if (!(schema instanceof Map<?, ?> keywords)) {
            throw new SchemaException(path, "must be a schema: an object or a boolean");
        }
        Node known = nodes.get(schema);
        if (known != null) {
            return known;
        }
        if (++depth > MAX_DEPTH) {
            throw new SchemaException(path, "more than " + MAX_DEPTH + " references or subschemas within each other");
        }
        Node node = new Node();
        nodes.put(schema, node);
        List<Rule> rules = new ArrayList<>();
        Keywords reader = new Keywords(keywords, path, dialect);
        complete &= reader.values(rules);
        Node additional = single(keywords, "additionalProperties", path);
        Map<String, Node> properties = named(keywords, "properties", path);
        List<String> required = reader.required();
        if (!properties.isEmpty() || !required.isEmpty() || additional != Node.TRUE) {
            rules.add(new StructureRules.Members(properties, required, additional));
        }
        graph.parts(node, List.copyOf(properties.values()));
        if (additional != Node.TRUE && additional != Node.FALSE) {
            graph.parts(node, List.of(additional));
        }
        items(keywords, path, node, rules);
        applicators(keywords, path, node, rules);
        named(keywords, "$defs", path);
        named(keywords, "definitions", path);
        node.fill(rules);
        depth--;
        return node;
    }

    private void items(Map<?, ?> keywords, Path path, Node node, List<Rule> rules) {
        if (dialect != Dialect.DRAFT_2020_12 && keywords.get("items") instanceof List) {
            complete = false;
            return;
        }
        Node items = single(keywords, "items", path);
        if (items != Node.TRUE) {
            rules.add(new StructureRules.Items(items));
            graph.parts(node, List.of(items));
        }
    }

    private void applicators(Map<?, ?> keywords, Path path, Node node, List<Rule> rules) {
        List<Node> direct = new ArrayList<>();
        List<Node> all = list(keywords, "allOf", path);
        some("allOf", all, all.size(), Integer.MAX_VALUE, rules);
        List<Node> any = list(keywords, "anyOf", path);
        some("anyOf", any, 1, Integer.MAX_VALUE, rules);
        List<Node> one = list(keywords, "oneOf", path);
        some("oneOf", one, 1, 1, rules);
        direct.addAll(all);
        direct.addAll(any);
        direct.addAll(one);
        if (keywords.containsKey("not")) {
            Node not = schema(keywords.get("not"), path.at("not"));
            some("not", List.of(not), 0, 0, rules);
            direct.add(not);
        }
        if (keywords.containsKey("$ref")) {
            Node target = reference(keywords.get("$ref"), path.at("$ref"));
            rules.add(new StructureRules.Ref(target));
            direct.add(target);
        }
        graph.same(node, direct);
    }

    private static void some(String keyword, List<Node> nodes, int min, int max, List<Rule> rules) {
        if (!nodes.isEmpty()) {
            rules.add(new StructureRules.Some(keyword, nodes, min, max));
        }
    }

    private Node single(Map<?, ?> keywords, String keyword, Path path) {
        return keywords.containsKey(keyword) ? schema(keywords.get(keyword), path.at(keyword)) : Node.TRUE;
    }

    private Map<String, Node> named(Map<?, ?> keywords, String keyword, Path path) {
        Map<String, Node> compiled = new LinkedHashMap<>();
        if (keywords.containsKey(keyword)) {
            Path at = path.at(keyword);
            if (!(keywords.get(keyword) instanceof Map<?, ?> schemas)) {
                throw new SchemaException(at, "must be an object of schemas");
            }
            schemas.forEach(
                    (name, schema) -> compiled.put(String.valueOf(name), schema(schema, at.at(String.valueOf(name)))));
        }
        return compiled;
    }

    private List<Node> list(Map<?, ?> keywords, String keyword, Path path) {
        List<Node> compiled = new ArrayList<>();
        if (keywords.containsKey(keyword)) {
            Path at = path.at(keyword);
            if (!(keywords.get(keyword) instanceof List<?> schemas) || schemas.isEmpty()) {
                throw new SchemaException(at, "must be a list of one schema at least");
            }
            for (Object schema : schemas) {
                compiled.add(schema(schema, at.at(compiled.size())));
            }
        }
        return compiled;
    }

    /** Resolves a pointer into this schema; what else a reference may be is left to the full validator. */
    private Node reference(@Nullable Object value, Path path) {
        if (!(value instanceof String reference)) {
            throw new SchemaException(path, "must be a string");
        }
        if (dialect == Dialect.DRAFT_7 || !reference.equals("#") && !reference.startsWith("#/")) {
            complete = false;
            return Node.TRUE;
        }
        Object target = root;
        for (String segment :
                reference.equals("#") ? new String[0] : reference.substring(2).split("/", -1)) {
            // URLDecoder takes a plus for a space, which fragments do not.
            String name = segment.indexOf('%') < 0
                    ? segment
                    : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            target = step(target, name.replace("~1", "/").replace("~0", "~"));
        }
        if (target == null) {
            throw new SchemaException(path, JsonValues.shorten(reference) + " leads nowhere");
        }
        return schema(target, path);
    }

    private static @Nullable Object step(@Nullable Object value, String name) {
        if (value instanceof Map<?, ?> map) {
            return map.get(name);
        }
        if (value instanceof List<?> list && name.matches("0|[1-9][0-9]{0,8}")) {
            int index = Integer.parseInt(name);
            return index < list.size() ? list.get(index) : null;
        }
        return null;
    }
}
