package dev.backplane.engine.internal.schema;

import dev.backplane.api.RawJson;
import dev.backplane.spi.registry.Owner;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The schema of a form that a user is asked to fill in. Immutable, thread-safe. */
public final class FormSchema {

    /** Where one is found, or compiled. Throws as {@link FormSchema#of} does. */
    @FunctionalInterface
    public interface Source {
        FormSchema of(RawJson requestedSchema);
    }

    private final SchemaPart part;

    private FormSchema(SchemaPart part) {
        this.part = part;
    }

    /**
     * Returns a form's schema, compiled.
     *
     * @param owner who asks with it
     * @throws IllegalArgumentException naming the place in the schema and what is wrong
     */
    public static FormSchema of(RawJson requestedSchema, Schemas schemas, Owner owner) {
        try {
            SchemaPart part = schemas.of(requestedSchema, owner);
            if (!part.isObject()) {
                throw new SchemaException(Path.ROOT, "\"type\" must be \"object\"");
            }
            return new FormSchema(part);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("requestedSchema " + e.getMessage(), e);
        }
    }

    /** Says what of a filled-in form does not satisfy the schema; null if all does. */
    public @Nullable String problem(Map<String, ?> content) {
        List<String> problems = part.validator().problems(content);
        return problems.isEmpty() ? null : String.join("; ", problems);
    }
}
