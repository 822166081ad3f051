package dev.backplane.engine.internal.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules for objects and arrays, and rules made of schemas. */
final class StructureRules {

    private StructureRules() {}

    /** {@code properties}, {@code required} and {@code additionalProperties}, in one pass over the declared names. */
    static final class Members implements Rule {
        private final String[] names;
        private final Node[] nodes;
        private final String[] required;
        private final Set<String> declared;
        private final Node additional;

        Members(Map<String, Node> properties, List<String> required, Node additional) {
            names = properties.keySet().toArray(String[]::new);
            nodes = properties.values().toArray(Node[]::new);
            this.required = required.toArray(String[]::new);
            declared = Set.copyOf(properties.keySet());
            this.additional = additional;
        }

        @Override
        public boolean test(@Nullable Object value) {
            if (!(value instanceof Map<?, ?> map)) {
                return true;
            }
            for (String name : required) {
                if (!map.containsKey(name)) {
                    return false;
                }
            }
            int found = 0;
            for (int i = 0; i < names.length; i++) {
                Object member = map.get(names[i]);
                if (member != null || map.containsKey(names[i])) {
                    found++;
                    if (!nodes[i].test(member)) {
                        return false;
                    }
                }
            }
            return additional == Node.TRUE || found == map.size() || testAdditional(map);
        }

        private boolean testAdditional(Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!(entry.getKey() instanceof String name && declared.contains(name))
                        && !additional.test(entry.getValue())) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void explain(@Nullable Object value, Path path, Problems problems) {
            if (!(value instanceof Map<?, ?> map)) {
                return;
            }
            for (String name : required) {
                if (!map.containsKey(name)) {
                    problems.add(path.at(name), "required", "required property missing");
                }
            }
            for (int i = 0; i < names.length && !problems.full(); i++) {
                if (map.containsKey(names[i])) {
                    nodes[i].explain(map.get(names[i]), path.at(names[i]), problems);
                }
            }
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String name = String.valueOf(entry.getKey());
                if (problems.full() || declared.contains(name)) {
                    continue;
                }
                if (additional == Node.FALSE) {
                    problems.add(path.at(name), "additionalProperties", "no such property");
                } else {
                    additional.explain(entry.getValue(), path.at(name), problems);
                }
            }
        }
    }

    /** {@code items}. */
    record Items(Node node) implements Rule {
        @Override
        public boolean test(@Nullable Object value) {
            if (value instanceof List<?> list) {
                for (Object item : list) {
                    if (!node.test(item)) {
                        return false;
                    }
                }
            }
            return true;
        }

        @Override
        public void explain(@Nullable Object value, Path path, Problems problems) {
            if (value instanceof List<?> list) {
                int index = 0;
                for (Object item : list) {
                    if (problems.full()) {
                        return;
                    }
                    node.explain(item, path.at(index++), problems);
                }
            }
        }
    }

    /** {@code minItems} and {@code maxItems}. */
    record Size(int min, int max) implements Rule {
        @Override
        public boolean test(@Nullable Object value) {
            return !(value instanceof List<?> list) || list.size() >= min && list.size() <= max;
        }

        @Override
        public void explain(@Nullable Object value, Path path, Problems problems) {
            if (!test(value)) {
                boolean low = value instanceof List<?> list && list.size() < min;
                problems.add(
                        path,
                        low ? "minItems" : "maxItems",
                        "must have at " + (low ? "least " + min : "most " + max) + " items");
            }
        }
    }

    /** {@code uniqueItems}; linear. */
    record Unique() implements Rule {
        @Override
        public boolean test(@Nullable Object value) {
            if (value instanceof List<?> list && list.size() > 1) {
                // Sets of strings stay fast when a caller makes them collide: strings are comparable.
                Set<String> seen = new HashSet<>();
                for (Object item : list) {
                    if (!seen.add(JsonValues.canonical(item))) {
                        return false;
                    }
                }
            }
            return true;
        }

        @Override
        public void explain(@Nullable Object value, Path path, Problems problems) {
            if (!test(value)) {
                problems.add(path, "uniqueItems", "must have no two equal items");
            }
        }
    }

    /** {@code $ref} to a place in the same schema. */
    record Ref(Node node) implements Rule {
        @Override
        public boolean test(@Nullable Object value) {
            return node.test(value);
        }

        @Override
        public void explain(@Nullable Object value, Path path, Problems problems) {
            node.explain(value, path, problems);
        }
    }

    /** {@code allOf}, {@code anyOf}, {@code oneOf} and, with one node and none to hold, {@code not}. */
    record Some(String keyword, List<Node> nodes, int min, int max) implements Rule {
        @Override
        public boolean test(@Nullable Object value) {
            int held = 0;
            for (int i = 0; i < nodes.size(); i++) {
                if (nodes.get(i).test(value) && ++held > max) {
                    return false;
                }
                if (max == Integer.MAX_VALUE && held >= min) {
                    return true;
                }
            }
            return held >= min;
        }

        @Override
        public void explain(@Nullable Object value, Path path, Problems problems) {
            if (test(value)) {
                return;
            }
            switch (keyword) {
                case "allOf" -> nodes.forEach(node -> node.explain(value, path, problems));
                case "anyOf" -> problems.add(path, keyword, "fits none of the " + nodes.size() + " alternatives");
                case "oneOf" ->
                    problems.add(path, keyword, "must fit exactly one of " + nodes.size() + " alternatives");
                default -> problems.add(path, keyword, "must not fit what is excluded");
            }
        }
    }
}
