package dev.backplane.engine.internal.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A compiled schema or subschema: satisfied if all its rules are. */
final class Node implements Rule {
    private static final Rule[] NONE = {};

    /** Allows everything. */
    static final Node TRUE = new Node();

    /** Allows nothing. */
    static final Node FALSE = new Node();

    static {
        FALSE.fill(List.of(new Rule() {
            @Override
            public boolean test(@Nullable Object value) {
                return false;
            }

            @Override
            public void explain(@Nullable Object value, Path path, Problems problems) {
                problems.add(path, "false", "not allowed");
            }
        }));
    }

    /** Written once, while the schema is compiled: a node exists before its rules where schemas refer to each other. */
    private Rule[] rules = NONE;

    void fill(List<Rule> compiled) {
        rules = compiled.toArray(NONE);
    }

    List<Rule> rules() {
        return List.of(rules);
    }

    @Override
    public boolean test(@Nullable Object value) {
        for (Rule rule : rules) {
            if (!rule.test(value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void explain(@Nullable Object value, Path path, Problems problems) {
        for (int i = 0; i < rules.length && !problems.full(); i++) {
            rules[i].explain(value, path, problems);
        }
    }
}
