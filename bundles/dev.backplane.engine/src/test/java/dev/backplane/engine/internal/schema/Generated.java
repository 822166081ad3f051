package dev.backplane.engine.internal.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Random schemas of common keywords, and random values that some of them allow. */
final class Generated {
    private static final String[] TYPES = {"null", "boolean", "object", "array", "string", "integer", "number"};
    static final String[] NAMES = {"a", "b", "c", "d"};
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
        new BigInteger("9223372036854775808"),
        1e300
    };
    private static final String[] TEXTS = {"", "a", "ab", "abc", "b1", "é", "😀", "😀😀", "a\nb", "\u2028", "A-1"};
    private static final String[] PATTERNS = {"a", "^a", "b$", "^[a-c]+$", "\\d", "^.$", "^\\S+$", "[^a]", "^(a|b)*$"};

    private Generated() {}

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

    private static List<@Nullable Object> list(Random random, int min, Supplier<@Nullable Object> item) {
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
