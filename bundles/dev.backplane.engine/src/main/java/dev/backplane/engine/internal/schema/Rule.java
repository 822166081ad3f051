package dev.backplane.engine.internal.schema;

import org.jspecify.annotations.Nullable;

/** One compiled assertion of a schema. Immutable once the schema is compiled; thread-safe. */
interface Rule {

    /** Tells whether the value satisfies the rule: the hot path. */
    boolean test(@Nullable Object value);

    /** Says what of the value does not satisfy the rule; nothing if it does. */
    void explain(@Nullable Object value, Path path, Problems problems);
}
