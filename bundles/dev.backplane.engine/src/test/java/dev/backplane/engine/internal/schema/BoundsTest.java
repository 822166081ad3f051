package dev.backplane.engine.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hostile values, or schemas that branch, can cost. */
class BoundsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static Map<?, ?> tree(String schema) {
        return (Map<?, ?>) JsonText.parse(schema, ToolShape.MAX_DEPTH);
    }

    private static Map<String, @Nullable Object> nested(int depth) {
        Map<String, @Nullable Object> value = new HashMap<>();
        for (int i = 0; i < depth; i++) {
            Map<String, @Nullable Object> outer = new HashMap<>();
            outer.put("n", value);
            value = outer;
        }
        return value;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"allOf\":[{\"properties\":{\"n\":{\"$ref\":\"#\"}}},{\"properties\":{\"n\":{\"$ref\":\"#\"}}}]}",
                "{\"$ref\":\"#/$defs/b\",\"properties\":{\"n\":{\"$ref\":\"#\"}},"
                        + "\"$defs\":{\"b\":{\"properties\":{\"n\":{\"$ref\":\"#\"}}}}}",
                "{\"anyOf\":[{\"required\":[\"z\"],\"properties\":{\"n\":{\"$ref\":\"#\"}}},"
                        + "{\"properties\":{\"n\":{\"$ref\":\"#\"}}}]}",
            })
    void recursiveSchemaThatBranches_deepValue_endsSoon(String schema) {
        Validator validator = Validator.of(tree(schema));
        assertThat(validator).isInstanceOf(FullValidator.class);
        assertThat(validator.problems(nested(3))).isEmpty();
        Assertions.assertTimeoutPreemptively(SOON, () -> {
            List<String> problems = validator.problems(nested(120));
            assertThat(problems).allSatisfy(problem -> assertThat(problem).contains("(limit)"));
        });
    }

    @Test
    void schemaThatBranchesWithoutRecursion_isCompiledOnlyWhereCheap() {
        StringBuilder definitions = new StringBuilder("\"d0\":{\"type\":\"object\"}");
        for (int i = 1; i <= 40; i++) {
            String ref = "{\"$ref\":\"#/$defs/d" + (i - 1) + "\"}";
            definitions.append(",\"d" + i + "\":{\"allOf\":[" + ref + "," + ref + "]}");
        }
        String start = "{\"$defs\":{" + definitions + "},\"$ref\":\"#/$defs/d";
        Validator dear = Validator.of(tree(start + "40\"}"));
        assertThat(dear).isInstanceOf(FullValidator.class);
        Assertions.assertTimeoutPreemptively(
                SOON, () -> assertThat(dear.problems(Map.of())).hasSizeLessThan(2));
    }

    @Test
    void recursiveSchemaThatDoesNotBranch_isCompiled() {
        Map<?, ?> schema =
                tree("{\"type\":\"object\",\"properties\":{\"n\":{\"$ref\":\"#\",\"description\":\"more\"}}}");
        Validator validator = Validator.of(schema);
        assertThat(validator).isNotInstanceOf(FullValidator.class);
        assertThat(validator.problems(nested(128))).isEmpty();
        assertThat(validator.problems(Map.of("n", Map.of("n", 1L))))
                .containsExactly("/n/n: must be object, is integer (type)");
    }

    @Test
    void referencesInCircles_areRefused() {
        assertThatThrownBy(() -> Validator.of(tree("{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},"
                        + "\"b\":{\"anyOf\":[{\"$ref\":\"#/$defs/a\"}]}}}")))
                .hasMessageContaining("back to itself");
    }

    @Test
    void referencesIntoData_areBounded() {
        StringBuilder examples = new StringBuilder("{\"$ref\":\"#/examples/1\"}");
        for (int i = 2; i < 20_000; i++) {
            examples.append(",{\"$ref\":\"#/examples/" + i + "\"}");
        }
        assertThatThrownBy(() -> Validator.of(tree("{\"examples\":[" + examples + "],\"$ref\":\"#/examples/0\"}")))
                .hasMessageContaining("more than 200 references");
    }

    @Test
    void uniqueItems_collidingStrings_endSoon() {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < 1 << 16; i++) {
            StringBuilder text = new StringBuilder();
            for (int bit = 0; bit < 16; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            items.add(text.toString());
        }
        Validator validator = Validator.of(tree("{\"uniqueItems\":true}"));
        Assertions.assertTimeoutPreemptively(
                SOON, () -> assertThat(validator.problems(items)).isEmpty());
    }

    @Test
    void hugeNumbers_endSoon() {
        List<Number> huge = List.of(
                new BigDecimal("1e2147483647"),
                new BigDecimal("-12e2147483646"),
                new BigDecimal("1e-2147483647"),
                new BigDecimal("10e-2147483646"),
                new BigDecimal("1e1000000"),
                BigInteger.TEN.pow(5_000));
        Map<String, Object> rules =
                Map.of("minimum", 1L, "multipleOf", new BigDecimal("0.7"), "type", "integer", "enum", List.of(1L, 2.5));
        rules.forEach((keyword, bound) -> {
            Validator compiled = Validator.of(Map.of(keyword, bound));
            Validator full = Validator.of(Map.of(keyword, bound, "minProperties", 1L));
            assertThat(full).isInstanceOf(FullValidator.class);
            Assertions.assertTimeoutPreemptively(SOON, () -> {
                for (Number number : huge) {
                    assertThat(compiled.problems(number)).hasSizeLessThan(2);
                    assertThat(full.problems(number)).hasSize(1);
                }
                assertThat(compiled.problems(huge)).hasSizeLessThan(2);
            });
        });
        assertThat(Validator.of(Map.of("uniqueItems", true)).problems(huge)).isEmpty();
        assertThat(Validator.of(Map.of("maximum", 5L)).problems(huge.get(0))).hasSize(1);
        assertThat(Validator.of(Map.of("multipleOf", 5L)).problems(huge.get(0))).isEmpty();
        assertThat(Validator.of(Map.of("multipleOf", 7L)).problems(huge.get(0))).hasSize(1);
        assertThat(Validator.of(Map.of("multipleOf", 5L)).problems(huge.get(2))).hasSize(1);
    }

    @Test
    void numbers_equalByValue() {
        assertThat(Numbers.isMultiple(new BigDecimal("0.3"), new BigDecimal("0.1")))
                .isTrue();
        assertThat(Numbers.isMultiple(0.3, new BigDecimal("0.1"))).isTrue();
        assertThat(Numbers.isMultiple(0.35, new BigDecimal("0.1"))).isFalse();
        assertThat(Numbers.isMultiple(1e300, new BigDecimal("3"))).isFalse();
        assertThat(Numbers.isMultiple(-6L, new BigDecimal("1.5"))).isTrue();
        assertThat(Numbers.isMultiple(0L, new BigDecimal("7"))).isTrue();
        assertThat(Numbers.isIntegral(new BigDecimal("1.00"))).isTrue();
        assertThat(Numbers.isIntegral(1.5f)).isFalse();
    }
}
