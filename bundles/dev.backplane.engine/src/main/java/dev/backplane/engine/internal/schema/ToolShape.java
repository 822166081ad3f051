package dev.backplane.engine.internal.schema;

import dev.backplane.api.Arguments;
import dev.backplane.api.RawJson;
import dev.backplane.api.ToolInfo;
import dev.backplane.spi.registry.Owner;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A tool's schemas, compiled once when the tool appears: what it takes and what it gives. Immutable, thread-safe. Holds
 * the classes of the tool's arguments and nothing holds it but its owner, so that it goes when the tool goes.
 *
 * @param <A> the type of the arguments
 */
public final class ToolShape<A> {
    /** Levels of arrays and objects in a schema. */
    static final int MAX_DEPTH = 64;

    /** Characters of a schema. */
    static final int MAX_LENGTH = 1 << 20;

    private final Class<A> type;
    private final JavaType.@Nullable Fields fields;
    private final SchemaPart input;
    private final @Nullable SchemaPart output;
    private final @Nullable Defaults defaults;
    private final List<HeaderParam> headers;

    private ToolShape(
            ToolInfo<A> info, JavaType.@Nullable Fields fields, SchemaPart input, @Nullable SchemaPart output) {
        type = info.arguments();
        this.fields = fields;
        this.input = input;
        this.output = output;
        headers = SchemaWalk.headers(input.tree());
        // Those of a derived schema are the record's own, and applied where it is filled.
        defaults = info.inputSchema() == null ? null : Defaults.of(input.tree());
    }

    /**
     * Compiles the schemas, but for those given as texts that were compiled before.
     *
     * @param owner of the tool
     * @throws IllegalArgumentException naming the tool, the place in the schema or record, and what is wrong
     */
    public static <A> ToolShape<A> of(ToolInfo<A> info, Schemas schemas, Owner owner) {
        return of(info, text -> schemas.of(text, owner));
    }

    /** Compiles the schemas for this tool alone. */
    static <A> ToolShape<A> of(ToolInfo<A> info) {
        return of(info, SchemaPart::given);
    }

    private static <A> ToolShape<A> of(ToolInfo<A> info, Function<RawJson, SchemaPart> compiler) {
        String what = "arguments";
        try {
            JavaType.Fields fields = info.arguments() == Arguments.class ? null : fields(info.arguments());
            what = "inputSchema";
            SchemaPart input = input(info.inputSchema(), fields, compiler);
            what = "outputSchema";
            SchemaPart output = output(info, compiler);
            what = "inputSchema";
            return new ToolShape<>(info, fields, input, output);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("tool '" + info.name() + "': " + what + " " + e.getMessage(), e);
        } catch (LinkageError | TypeNotPresentException e) {
            // The plugin's bundle resolved, but does not see a class that its record names.
            throw new IllegalArgumentException("tool '" + info.name() + "': " + what + " cannot be loaded: " + e, e);
        }
    }

    private static JavaType.Fields fields(Class<?> type) {
        if (!type.isRecord()) {
            throw new SchemaException(Path.ROOT, type.getName() + " is neither a record nor Arguments");
        }
        return JavaTypes.of(type);
    }

    private static SchemaPart input(
            @Nullable RawJson given, JavaType.@Nullable Fields fields, Function<RawJson, SchemaPart> compiler) {
        SchemaPart part = given != null
                ? compiler.apply(given)
                : SchemaPart.derived(fields == null ? Map.of("type", "object") : RecordSchema.of(fields));
        if (!part.isObject()) {
            throw new SchemaException(Path.ROOT, "\"type\" must be \"object\"");
        }
        return part;
    }

    private static @Nullable SchemaPart output(ToolInfo<?> info, Function<RawJson, SchemaPart> compiler) {
        RawJson given = info.outputSchema();
        if (given != null) {
            return compiler.apply(given);
        }
        Class<?> derived = info.output();
        return derived == null ? null : SchemaPart.derived(RecordSchema.of(fields(derived)));
    }

    /** Returns the schema of the arguments: the author's text as it is, else the one derived from the record. */
    public RawJson inputSchema() {
        return input.text();
    }

    /** Returns the schema of the structured content, or null if the tool declares none. */
    public @Nullable RawJson outputSchema() {
        return output == null ? null : output.text();
    }

    /**
     * Tells whether the output schema's root is {@code "type":"object"}: revisions before 2026-07-28 know no other. False
     * if there is none.
     */
    public boolean outputsObject() {
        return output != null && output.isObject();
    }

    /** Returns the parameters that travel as HTTP headers too, in the order of the schema; mostly none. */
    public List<HeaderParam> headerParams() {
        return headers;
    }

    /**
     * Validates arguments against the input schema, adds the defaults of what they lack, and makes them the tool's type.
     *
     * @param arguments JSON values, not changed; may be kept by the result
     * @throws InvalidArgumentsException if they do not fit
     */
    public A bind(Map<String, @Nullable Object> arguments) {
        List<String> problems = input.validator().problems(arguments);
        if (!problems.isEmpty()) {
            throw new InvalidArgumentsException(problems);
        }
        Map<String, @Nullable Object> whole = defaults == null ? arguments : defaults.apply(arguments);
        if (fields == null) {
            return type.cast(new Arguments(whole));
        }
        try {
            return type.cast(fields.read(whole));
        } catch (BindException e) {
            Problems problem = new Problems();
            e.addTo(problem);
            throw new InvalidArgumentsException(problem.list());
        }
    }

    /**
     * Says what of a structured content does not satisfy the output schema; null if it does, or if there is no schema.
     *
     * @param structured a JSON value as {@link Records#toJson} gives it
     */
    public @Nullable String outputProblem(@Nullable Object structured) {
        if (output == null) {
            return null;
        }
        List<String> problems = output.validator().problems(JsonText.plain(structured, MAX_DEPTH * 2));
        return problems.isEmpty() ? null : String.join("; ", problems);
    }
}
