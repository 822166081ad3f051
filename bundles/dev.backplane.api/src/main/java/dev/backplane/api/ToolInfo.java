package dev.backplane.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a tool says of itself. Immutable; each {@code with}-style method returns a changed copy, so that a tool reads
 * {@code ToolInfo.of("echo", Args.class).title("Echo").readOnly().nonBlocking()}.
 *
 * @param name 1 to 128 characters of {@code A-Z a-z 0-9 _ - .}, unique in the platform
 * @param arguments the record class the arguments are bound to, or {@link Arguments}
 * @param title a name for people
 * @param description what the tool does, for the model
 * @param inputSchema JSON Schema 2020-12 whose root is {@code "type":"object"}, kept verbatim; null: derived from the
 *     record {@code arguments}
 * @param outputSchema JSON Schema of {@code structuredContent}, kept verbatim; null: none, or derived from
 *     {@code output}
 * @param output the record class that the structured output is an instance of; null: none
 * @param annotations hints for clients
 * @param execution whether a call may run on the I/O thread
 * @param timeLimit a call that takes longer is cancelled and answered with an error; null: the platform's limit
 * @param tasks whether a call may, or must, run as a task
 * @param caching whether equal calls may be answered with what an earlier one was answered; null: each call runs
 * @param icons shown by clients
 * @param meta the {@code _meta} of the tool, JSON values
 */
public record ToolInfo<A>(
        String name,
        Class<A> arguments,
        @Nullable String title,
        @Nullable String description,
        @Nullable RawJson inputSchema,
        @Nullable RawJson outputSchema,
        @Nullable Class<?> output,
        ToolAnnotations annotations,
        Execution execution,
        @Nullable Duration timeLimit,
        TaskSupport tasks,
        @Nullable ResultCaching caching,
        List<Icon> icons,
        Map<String, Object> meta) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

    public ToolInfo {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "tool name '" + name + "' must be 1 to 128 characters of A-Z a-z 0-9 _ - .");
        }
        if (timeLimit != null && (timeLimit.isNegative() || timeLimit.isZero())) {
            throw new IllegalArgumentException("timeLimit of tool '" + name + "' is " + timeLimit + ", must be > 0");
        }
        icons = List.copyOf(icons);
        meta = Map.copyOf(meta);
    }

    /** A tool whose input schema is derived from the fields of a record. */
    public static <A extends Record> ToolInfo<A> of(String name, Class<A> arguments) {
        return new ToolInfo<>(
                name,
                arguments,
                null,
                null,
                null,
                null,
                null,
                ToolAnnotations.NONE,
                Execution.UNDECLARED,
                null,
                TaskSupport.FORBIDDEN,
                null,
                List.of(),
                Map.of());
    }

    /** A tool whose input schema is given as JSON text, kept verbatim; its arguments arrive untyped. */
    public static ToolInfo<Arguments> json(String name, String inputSchema) {
        return new ToolInfo<>(
                name,
                Arguments.class,
                null,
                null,
                new RawJson(inputSchema),
                null,
                null,
                ToolAnnotations.NONE,
                Execution.UNDECLARED,
                null,
                TaskSupport.FORBIDDEN,
                null,
                List.of(),
                Map.of());
    }

    public ToolInfo<A> title(String value) {
        return new ToolInfo<>(
                name,
                arguments,
                value,
                description,
                inputSchema,
                outputSchema,
                output,
                annotations,
                execution,
                timeLimit,
                tasks,
                caching,
                icons,
                meta);
    }

    public ToolInfo<A> description(String value) {
        return new ToolInfo<>(
                name,
                arguments,
                title,
                value,
                inputSchema,
                outputSchema,
                output,
                annotations,
                execution,
                timeLimit,
                tasks,
                caching,
                icons,
                meta);
    }

    /** Gives the schema of the structured output as JSON text, kept verbatim. */
    public ToolInfo<A> outputSchema(String json) {
        return new ToolInfo<>(
                name,
                arguments,
                title,
                description,
                inputSchema,
                new RawJson(json),
                output,
                annotations,
                execution,
                timeLimit,
                tasks,
                caching,
                icons,
                meta);
    }

    /** Derives the schema of the structured output from a record's fields. */
    public ToolInfo<A> output(Class<? extends Record> type) {
        return new ToolInfo<>(
                name,
                arguments,
                title,
                description,
                inputSchema,
                outputSchema,
                type,
                annotations,
                execution,
                timeLimit,
                tasks,
                caching,
                icons,
                meta);
    }

    public ToolInfo<A> annotations(ToolAnnotations value) {
        return new ToolInfo<>(
                name,
                arguments,
                title,
                description,
                inputSchema,
                outputSchema,
                output,
                value,
                execution,
                timeLimit,
                tasks,
                caching,
                icons,
                meta);
    }

    /** Hints that the tool changes nothing, that repeating it is harmless, and that it stays inside this system. */
    public ToolInfo<A> readOnly() {
        return annotations(new ToolAnnotations(true, false, true, false));
    }

    /** Declares that a call never waits and takes well under a millisecond: it runs on the I/O thread. */
    public ToolInfo<A> nonBlocking() {
        return execution(Execution.NON_BLOCKING);
    }

    /** Declares that a call may wait: it runs on the dispatcher. */
    public ToolInfo<A> blocking() {
        return execution(Execution.BLOCKING);
    }

    private ToolInfo<A> execution(Execution value) {
        return new ToolInfo<>(
                name,
                arguments,
                title,
                description,
                inputSchema,
                outputSchema,
                output,
                annotations,
                value,
                timeLimit,
                tasks,
                caching,
                icons,
                meta);
    }

    public ToolInfo<A> timeLimit(Duration value) {
        return new ToolInfo<>(
                name,
                arguments,
                title,
                description,
                inputSchema,
                outputSchema,
                output,
                annotations,
                execution,
                value,
                tasks,
                caching,
                icons,
                meta);
    }

    public ToolInfo<A> tasks(TaskSupport value) {
        return new ToolInfo<>(
                name,
                arguments,
                title,
                description,
                inputSchema,
                outputSchema,
                output,
                annotations,
                execution,
                timeLimit,
                value,
                caching,
                icons,
                meta);
    }

    /**
     * Lets equal calls be answered with what an earlier one was answered. For tools whose annotations say that they are read-only
     * and idempotent ({@link #readOnly} says both), and that never run as tasks; the platform leaves out others.
     */
    public ToolInfo<A> cached(ResultCaching value) {
        return new ToolInfo<>(
                name,
                arguments,
                title,
                description,
                inputSchema,
                outputSchema,
                output,
                annotations,
                execution,
                timeLimit,
                tasks,
                value,
                icons,
                meta);
    }

    public ToolInfo<A> icons(Icon... value) {
        return new ToolInfo<>(
                name,
                arguments,
                title,
                description,
                inputSchema,
                outputSchema,
                output,
                annotations,
                execution,
                timeLimit,
                tasks,
                caching,
                List.of(value),
                meta);
    }

    public ToolInfo<A> meta(Map<String, Object> value) {
        return new ToolInfo<>(
                name,
                arguments,
                title,
                description,
                inputSchema,
                outputSchema,
                output,
                annotations,
                execution,
                timeLimit,
                tasks,
                caching,
                icons,
                value);
    }
}
