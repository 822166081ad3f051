package dev.backplane.engine.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Compiled rules against the full validator, on generated schemas and values. */
class DifferentialTest {
    private static final int SCHEMAS = 1_500;
    private static final int VALUES = 12;

    @Test
    void compiled_generatedPairs_agreesWithFullValidator() {
        Random random = new Random(20201212);
        int valid = 0;
        int pairs = 0;
        for (int i = 0; i < SCHEMAS; i++) {
            Map<String, Object> schema = Generated.schema(random, 3);
            Dialect dialect = Dialect.values()[random.nextInt(3)];
            Node compiled = SchemaCompiler.compile(schema, dialect);
            assertThat(compiled).as(JsonValues.text(schema)).isNotNull();
            Validator full = new FullValidator(schema, dialect);
            for (int j = 0; j < VALUES; j++) {
                Object value = Generated.value(random, 3);
                boolean expected = full.problems(value).isEmpty();
                assertThat(compiled.test(value))
                        .as("%s on %s: %s", JsonValues.text(schema), JsonValues.text(value), full.problems(value))
                        .isEqualTo(expected);
                Problems problems = new Problems();
                compiled.explain(value, Path.ROOT, problems);
                assertThat(problems.list().isEmpty()).isEqualTo(expected);
                valid += expected ? 1 : 0;
                pairs++;
            }
        }
        // A generator that makes only one kind of pair would prove nothing.
        assertThat(valid).isBetween(pairs / 5, pairs * 4 / 5);
    }

    @Test
    void compiled_generatedPairsWithReferences_agreesWithFullValidator() {
        Random random = new Random(7);
        int compiledSchemas = 0;
        for (int i = 0; i < 400; i++) {
            Map<String, Object> definitions = new LinkedHashMap<>();
            for (String name : List.of("x", "y/z~ %")) {
                Map<String, Object> definition = Generated.schema(random, 2);
                refer(definition, random);
                definitions.put(name, definition);
            }
            Map<String, Object> schema = Generated.schema(random, 2);
            refer(schema, random);
            schema.put("$defs", definitions);
            Dialect dialect = Dialect.values()[random.nextInt(2)];
            Node compiled = compile(schema, dialect);
            if (compiled == null) {
                continue;
            }
            compiledSchemas++;
            Validator full = new FullValidator(schema, dialect);
            for (int j = 0; j < VALUES; j++) {
                Object value = Generated.value(random, 3);
                assertThat(compiled.test(value))
                        .as("%s on %s: %s", JsonValues.text(schema), JsonValues.text(value), full.problems(value))
                        .isEqualTo(full.problems(value).isEmpty());
            }
        }
        assertThat(compiledSchemas).isGreaterThan(200);
    }

    /** Returns null for a schema that is refused because its references lead in a circle. */
    private static @Nullable Node compile(Map<String, Object> schema, Dialect dialect) {
        try {
            return SchemaCompiler.compile(schema, dialect);
        } catch (SchemaException e) {
            assertThat(e).hasMessageContaining("back to itself");
            return null;
        }
    }

    private static void refer(Map<String, Object> schema, Random random) {
        String[] targets = {"#", "#/$defs/x", "#/$defs/y~1z~0%20%25"};
        String target = targets[random.nextInt(targets.length)];
        switch (random.nextInt(4)) {
            case 0 -> schema.put("$ref", target);
            case 1 -> schema.put("properties", Map.of(Generated.NAMES[random.nextInt(2)], Map.of("$ref", target)));
            case 2 -> schema.put("items", Map.of("$ref", target, "title", "t"));
            default -> {
                // no reference here
            }
        }
    }

    @Test
    void explain_generatedPairs_namesThePathsAndKeywordsOfTheFullValidator() {
        Random random = new Random(11);
        int compared = 0;
        for (int i = 0; i < SCHEMAS; i++) {
            Map<String, Object> schema = Generated.schema(random, 3);
            if (JsonValues.text(schema).matches("(?s).*(Of|not|false).*")) {
                // alternatives are summed up, and a schema that is false has no keyword
                continue;
            }
            Node compiled = SchemaCompiler.compile(schema, Dialect.DRAFT_2020_12);
            Validator full = new FullValidator(schema, Dialect.DRAFT_2020_12);
            for (int j = 0; j < VALUES && compiled != null; j++) {
                Object value = Generated.value(random, 3);
                Problems problems = new Problems();
                compiled.explain(value, Path.ROOT, problems);
                List<String> expected = full.problems(value);
                if (!problems.full() && expected.size() < 5) {
                    assertThat(places(problems.list()))
                            .as("%s on %s: %s", JsonValues.text(schema), JsonValues.text(value), expected)
                            .isEqualTo(places(expected));
                    compared += expected.isEmpty() ? 0 : 1;
                }
            }
        }
        assertThat(compared).isGreaterThan(1_000);
    }

    private static Set<String> places(List<String> problems) {
        return problems.stream()
                .map(problem ->
                        problem.substring(0, problem.indexOf(": ")) + problem.substring(problem.lastIndexOf(" (")))
                .collect(Collectors.toSet());
    }

    @Test
    void compile_brokenSchemas_refusesWhatTheDialectRefuses() {
        Random random = new Random(42);
        int refused = 0;
        for (int i = 0; i < 1_500; i++) {
            Map<String, Object> schema = Generated.schema(random, 2);
            Map<String, Object> broken = spoil(schema, random);
            boolean expected = refuses(() -> new FullValidator(broken, Dialect.DRAFT_2020_12));
            assertThat(refuses(() -> SchemaCompiler.compile(broken, Dialect.DRAFT_2020_12)))
                    .as(JsonValues.text(broken))
                    .isEqualTo(expected);
            refused += expected ? 1 : 0;
        }
        assertThat(refused).isBetween(300, 1_400);
    }

    private static boolean refuses(Runnable action) {
        try {
            action.run();
            return false;
        } catch (SchemaException e) {
            return true;
        }
    }

    private static Map<String, Object> spoil(Map<String, Object> schema, Random random) {
        Map<String, Object> broken = new LinkedHashMap<>(schema);
        String[] keywords = {
            "type",
            "properties",
            "required",
            "additionalProperties",
            "enum",
            "minimum",
            "multipleOf",
            "minLength",
            "maxItems",
            "pattern",
            "items",
            "uniqueItems",
            "title",
            "description",
            "deprecated",
            "examples",
            "anyOf",
            "not",
            "$defs",
            "format",
            "$comment",
            "readOnly",
            "default",
            "x-other",
            "const",
            "definitions"
        };
        Object[] values = {
            "text",
            "string",
            1L,
            -1L,
            0L,
            1.5,
            true,
            List.of(),
            List.of("a"),
            List.of("a", "a"),
            List.of(1L),
            Map.of(),
            Map.of("a", 1L),
            Map.of("a", true),
            List.of(true),
            List.of("null", "object")
        };
        broken.put(keywords[random.nextInt(keywords.length)], values[random.nextInt(values.length)]);
        return broken;
    }
}
