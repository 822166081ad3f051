package dev.backplane.engine.internal.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.BasicDialectRegistry;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.AnnotationKeyword;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.path.PathType;
import com.networknt.schema.regex.RegularExpressionFactory;
import com.networknt.schema.resource.SchemaLoader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Validates with every keyword of the dialect. Thread-safe. Loads nothing but the dialects from the library's jar. */
final class FullValidator implements Validator {
    /** Bounds what schemas that refer to each other can cost a call; a step is about a microsecond. */
    private static final long MAX_STEPS = 1_000_000;

    private static final int MAX_DEPTH = 1_000;

    private final Schema schema;

    /** @throws SchemaException if the schema is invalid, or refers to what is not in it */
    FullValidator(Map<?, ?> schema, Dialect dialect) {
        JsonNode tree = JsonTree.of(schema);
        List<Error> errors = Meta.schema(dialect).validate(tree);
        if (!errors.isEmpty()) {
            throw new SchemaException(path(errors.get(0)), text(errors.get(0)));
        }
        try {
            // A registry of its own: one shared would keep the schemas of tools long gone, and mix up their ids.
            this.schema = registry(dialect).getSchema(tree);
            this.schema.initializeValidators();
        } catch (RuntimeException | StackOverflowError e) {
            throw new SchemaException(
                    "cannot be used (is a $ref to something that is not in the schema itself?): " + e.getMessage(), e);
        }
    }

    @Override
    public List<String> problems(@Nullable Object value) {
        Problems problems = new Problems();
        try {
            for (Error error :
                    schema.validate(JsonTree.of(value), context -> context.executionConfig(FullValidator::limit))) {
                problems.add(path(error), error.getKeyword(), text(error));
            }
        } catch (RuntimeException | StackOverflowError e) {
            // The library throws past its limits and where an author's schema circles: the value cannot be vouched for.
            problems.add(
                    Path.ROOT, "limit", "cannot be validated: " + JsonValues.shorten(String.valueOf(e.getMessage())));
        }
        return problems.list();
    }

    private static void limit(ExecutionConfig.Builder config) {
        config.maxEvaluationSteps(MAX_STEPS).maxEvaluationDepth(MAX_DEPTH);
    }

    private static Path path(Error error) {
        Path path = Path.ROOT;
        NodePath location = error.getInstanceLocation();
        for (int i = 0; i < location.getNameCount(); i++) {
            path = path.at(String.valueOf(location.getElement(i)));
        }
        return error.getProperty() == null ? path : path.at(error.getProperty());
    }

    private static String text(Error error) {
        return switch (String.valueOf(error.getKeyword())) {
            case "required" -> "required property missing";
            case "additionalProperties", "unevaluatedProperties" -> "no such property";
            default -> JsonValues.shorten(error.getMessage());
        };
    }

    private static SchemaRegistry registry(Dialect dialect) {
        RegularExpressionFactory patterns = source -> new EcmaPattern(source)::find;
        return SchemaRegistry.builder()
                .defaultDialectId(dialect.uri())
                .dialectRegistry(new BasicDialectRegistry(Meta.DIALECTS))
                .schemaLoader(SchemaLoader.builder()
                        .allow(iri -> Meta.IDS.stream().anyMatch(iri.toString()::startsWith))
                        .build())
                .schemaRegistryConfig(SchemaRegistryConfig.builder()
                        .locale(Locale.ROOT)
                        .pathType(PathType.JSON_POINTER)
                        .formatAssertionsEnabled(false)
                        .regularExpressionFactory(patterns)
                        .preloadSchema(false)
                        .build())
                .build();
    }

    /** The dialects, and their schemas: made when the first schema needs them. */
    private static final class Meta {
        static final List<String> IDS = List.of("https://json-schema.org/draft/20", "http://json-schema.org/draft-07/");
        static final List<com.networknt.schema.dialect.Dialect> DIALECTS = List.of(
                quiet(Dialects.getDraft202012()), quiet(Dialects.getDraft201909()), quiet(Dialects.getDraft7()));
        private static final SchemaRegistry REGISTRY = registry(Dialect.DRAFT_2020_12);

        static Schema schema(Dialect dialect) {
            return REGISTRY.getSchema(SchemaLocation.of(dialect.uri()));
        }

        /** As the library has it, but without a warning for each keyword it does not know. */
        private static com.networknt.schema.dialect.Dialect quiet(com.networknt.schema.dialect.Dialect dialect) {
            return com.networknt.schema.dialect.Dialect.builder(dialect)
                    .unknownKeywordFactory((name, context) -> new AnnotationKeyword(name))
                    .build();
        }
    }
}
