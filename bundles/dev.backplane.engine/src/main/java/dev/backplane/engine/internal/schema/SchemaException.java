package dev.backplane.engine.internal.schema;

/** A schema that cannot be used; the message starts with the place in it. */
final class SchemaException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    SchemaException(Path path, String problem) {
        super("at " + path + ": " + problem);
    }

    SchemaException(String problem, Throwable cause) {
        super(problem, cause);
    }
}
