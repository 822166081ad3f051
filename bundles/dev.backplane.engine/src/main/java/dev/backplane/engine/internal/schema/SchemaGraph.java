package dev.backplane.engine.internal.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which compiled schemas lead to which. Tells before the first call whether validating can cost more than the schema
 * and the value are long: references that branch can visit one value any number of times. Not thread-safe.
 */
final class SchemaGraph {
    private static final int MAX_VISITS = 10_000;

    /** To schemas of the same value: a circle of these would never end. */
    private final Map<Node, List<Node>> same = new IdentityHashMap<>();
    /** To schemas of the value's members and items. */
    private final Map<Node, List<Node>> parts = new IdentityHashMap<>();

    void same(Node from, List<Node> to) {
        same.computeIfAbsent(from, node -> new ArrayList<>()).addAll(to);
    }

    void parts(Node from, List<Node> to) {
        parts.computeIfAbsent(from, node -> new ArrayList<>()).addAll(to);
    }

    /** @throws SchemaException if a reference leads back to itself without a step into the value */
    void refuseEndless() {
        if (hasCircle(same, Map.of())) {
            throw new SchemaException(Path.ROOT, "a $ref leads back to itself without a step into the value");
        }
    }

    /** Tells whether each value is visited a bounded number of times, however deep it is. */
    boolean isCheap() {
        if (!hasCircle(same, parts)) {
            Map<Node, Integer> visits = new IdentityHashMap<>();
            return nodes().stream().allMatch(node -> visits(node, visits) < MAX_VISITS);
        }
        // Where schemas recur, a value must be handed on to one schema alone at each step.
        return same.entrySet().stream()
                .allMatch(entry -> entry.getValue().isEmpty()
                        || entry.getValue().size() == 1
                                && parts.getOrDefault(entry.getKey(), List.of()).isEmpty());
    }

    private Set<Node> nodes() {
        Set<Node> nodes = identitySet();
        nodes.addAll(same.keySet());
        nodes.addAll(parts.keySet());
        return nodes;
    }

    private int visits(Node node, Map<Node, Integer> known) {
        Integer visits = known.get(node);
        if (visits == null) {
            visits = 1;
            for (Map<Node, List<Node>> edges : List.of(same, parts)) {
                for (Node next : edges.getOrDefault(node, List.of())) {
                    visits = Math.min(MAX_VISITS, visits + visits(next, known));
                }
            }
            known.put(node, visits);
        }
        return visits;
    }

    private boolean hasCircle(Map<Node, List<Node>> some, Map<Node, List<Node>> others) {
        Set<Node> done = identitySet();
        Set<Node> onTheWay = identitySet();
        return nodes().stream().anyMatch(node -> isInCircle(node, some, others, onTheWay, done));
    }

    private static boolean isInCircle(
            Node node, Map<Node, List<Node>> some, Map<Node, List<Node>> others, Set<Node> onTheWay, Set<Node> done) {
        if (done.contains(node)) {
            return false;
        }
        if (!onTheWay.add(node)) {
            return true;
        }
        for (Map<Node, List<Node>> edges : List.of(some, others)) {
            for (Node next : edges.getOrDefault(node, List.of())) {
                if (isInCircle(next, some, others, onTheWay, done)) {
                    return true;
                }
            }
        }
        onTheWay.remove(node);
        done.add(node);
        return false;
    }

    private static Set<Node> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
