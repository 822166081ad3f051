package dev.backplane.engine.internal.schema;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what of a value does not satisfy one schema. Thread-safe. */
interface Validator {

    /** Returns up to five problems, each with its JSON path and the keyword; none if the value is valid. */
    List<String> problems(@Nullable Object value);

    /**
     * Returns the validator of a schema: compiled rules where it uses common keywords alone, else the full validator,
     * whose classes are not loaded before a schema needs them.
     *
     * @throws SchemaException if the schema is wrong
     */
    static Validator of(Map<?, ?> schema) {
        Dialect dialect = Dialect.of(schema);
        Node compiled = SchemaCompiler.compile(schema, dialect);
        if (compiled == null) {
            return new FullValidator(schema, dialect);
        }
        return value -> {
            if (compiled.test(value)) {
                return List.of();
            }
            Problems problems = new Problems();
            compiled.explain(value, Path.ROOT, problems);
            return problems.list();
        };
    }
}
