package dev.backplane.engine.internal.schema;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record class as JSON, both ways. Immutable, thread-safe. Holds the class, and nothing holds it but its owner.
 *
 * @param <R> the record class
 */
public final class RecordForm<R> {

    private final Class<R> type;
    private final JavaType.Fields fields;
    private final Validator validator;

    private RecordForm(Class<R> type) {
        this.type = type;
        this.fields = JavaTypes.of(type);
        this.validator = SchemaPart.derived(RecordSchema.of(fields)).validator();
    }

    /** @throws IllegalArgumentException naming the class, the component, and what is wrong with it */
    public static <R> RecordForm<R> of(Class<R> type) {
        try {
            return new RecordForm<>(type);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(type.getName() + ": " + e.getMessage(), e);
        } catch (LinkageError | TypeNotPresentException e) {
            throw new IllegalArgumentException(type.getName() + " cannot be loaded: " + e, e);
        }
    }

    /**
     * Returns the JSON value.
     *
     * @throws IllegalArgumentException if {@link #ofJson} would refuse it
     */
    public @Nullable Object toJson(R value) {
        Object json = JsonText.plain(Records.toJson(value), ToolShape.MAX_DEPTH * 2);
        check(json);
        return json;
    }

    /** @throws IllegalArgumentException if the value does not fit the class */
    @SuppressWarnings("unchecked")
    public R ofJson(@Nullable Object json) {
        check(json);
        if (!(json instanceof Map<?, ?> members)) {
            throw refused(List.of("an object is needed"));
        }
        try {
            return type.cast(fields.read((Map<String, @Nullable Object>) members));
        } catch (BindException e) {
            Problems problem = new Problems();
            e.addTo(problem);
            throw refused(problem.list());
        }
    }

    private void check(@Nullable Object json) {
        List<String> problems = validator.problems(json);
        if (!problems.isEmpty()) {
            throw refused(problems);
        }
    }

    private IllegalArgumentException refused(List<String> problems) {
        return new IllegalArgumentException(type.getName() + ": " + String.join("; ", problems));
    }
}
