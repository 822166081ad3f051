package dev.backplane.engine.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Compiled rules against the full validator, on generated schemas and values. */
class DifferentialTest {
    private static final int SCHEMAS = 1_500;
    private static final int VALUES = 12;
    private static final String[] TYPES = {"null", "boolean", "object", "array", "string", "integer", "number"};
    private static final String[] NAMES = {"a", "b", "c", "d"};
    private static final Object[] NUMBERS = {
        0L,
        1L,
        2L,
        3L,
        5L,
        10L,
        -1L,
        1.0,
        2.5,
        0.1,
        0.3,
        -2.0,
        new BigDecimal("1.00"),
        new BigDecimal("1e2"),
        new BigDecimal("0.30"),
        Long.MAX_VALUE,
        new java.math.BigInteger("9223372036854775808"),
        1e300
    };
    private static final String[] TEXTS = {"", "a", "ab", "abc", "b1", "é", "😀", "😀😀", "a\nb", "\u2028", "A-1"};
    private static final String[] PATTERNS = {"a", "^a", "b$", "^[a-c]+$", "\\d", "^.$", "^\\S+$", "[^a]", "^(a|b)*$"};

    @Test
    void compiled_generatedPairs_agreesWithFullValidator() {
        Random random = new Random(20201212);
        int valid = 0;
        int pairs = 0;
        for (int i = 0; i < SCHEMAS; i++) {
            Map<String, Object> schema = schema(random, 3);
            Dialect dialect = Dialect.values()[random.nextInt(3)];
            Node compiled = SchemaCompiler.compile(schema, dialect);
            assertThat(compiled).as(JsonValues.text(schema)).isNotNull();
            Validator full = new FullValidator(schema, dialect);
            for (int j = 0; j < VALUES; j++) {
                Object value = value(random, 3);
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
    void compile_brokenSchemas_refusesWhatTheDialectRefuses() {
        Random random = new Random(42);
        int refused = 0;
        for (int i = 0; i < 1_500; i++) {
            Map<String, Object> schema = schema(random, 2);
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

    static Map<String, Object> schema(Random random, int depth) {
        Map<String, Object> schema = new LinkedHashMap<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            keyword(schema, random, depth);
        }
        return schema;
    }

    private static void keyword(Map<String, Object> schema, Random random, int depth) {
        switch (random.nextInt(depth > 0 ? 22 : 16)) {
            case 0, 1 -> schema.put("type", TYPES[random.nextInt(TYPES.length)]);
            case 2 -> schema.put("type", List.of("string", random.nextBoolean() ? "integer" : "object"));
            case 3 -> schema.put("enum", distinct(list(random, 1, () -> value(random, 1))));
            case 4 -> schema.put("const", value(random, 1));
            case 5 -> schema.put("minimum", number(random));
            case 6 -> schema.put("maximum", number(random));
            case 7 -> schema.put(random.nextBoolean() ? "exclusiveMinimum" : "exclusiveMaximum", number(random));
            case 8 -> schema.put("multipleOf", random.nextBoolean() ? (Object) 2L : new BigDecimal("0.1"));
            case 9 -> schema.put("minLength", (long) random.nextInt(4));
            case 10 -> schema.put("maxLength", (long) random.nextInt(4));
            case 11 -> schema.put("pattern", PATTERNS[random.nextInt(PATTERNS.length)]);
            case 12 -> schema.put("minItems", (long) random.nextInt(3));
            case 13 -> schema.put("maxItems", random.nextBoolean() ? (Object) 2.0 : 3L);
            case 14 -> schema.put("uniqueItems", random.nextInt(4) > 0);
            case 15 -> schema.put("required", List.of(NAMES[random.nextInt(2)], NAMES[2 + random.nextInt(2)]));
            case 16, 17 -> {
                Map<String, Object> properties = new LinkedHashMap<>();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    properties.put(NAMES[random.nextInt(NAMES.length)], schema(random, depth - 1));
                }
                schema.put("properties", properties);
            }
            case 18 ->
                schema.put("additionalProperties", random.nextBoolean() ? (Object) false : schema(random, depth - 1));
            case 19 -> schema.put("items", random.nextInt(5) == 0 ? (Object) false : schema(random, depth - 1));
            case 20 -> {
                String[] some = {"anyOf", "allOf", "oneOf"};
                schema.put(some[random.nextInt(3)], list(random, 1, () -> schema(random, depth - 1)));
            }
            default -> schema.put("not", schema(random, 0));
        }
    }

    private static Object number(Random random) {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private static List<@Nullable Object> list(
            Random random, int min, java.util.function.Supplier<@Nullable Object> item) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = min + random.nextInt(3); i > 0; i--) {
            list.add(item.get());
        }
        return list;
    }

    /** Draft-07 wants it so. */
    private static List<@Nullable Object> distinct(List<@Nullable Object> values) {
        Map<String, @Nullable Object> byText = new LinkedHashMap<>();
        values.forEach(value -> byText.put(JsonValues.canonical(value), value));
        return new ArrayList<>(byText.values());
    }

    static @Nullable Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 12 : 7)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2, 3 -> number(random);
            case 4, 5, 6 -> TEXTS[random.nextInt(TEXTS.length)];
            case 7, 8, 9 -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(NAMES[random.nextInt(NAMES.length)], value(random, depth - 1));
                }
                yield map;
            }
            default -> list(random, 0, () -> value(random, depth - 1));
        };
    }
}
