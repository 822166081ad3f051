package dev.backplane.engine.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.api.Arguments;
import dev.backplane.api.Param;
import dev.backplane.api.RawJson;
import dev.backplane.api.ToolInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolShapeTest {

    record Echo(@Param("What to say") String message) {}

    record Search(
            @Param(minLength = 1) String query,

            @Param(minimum = 1, maximum = 100, defaultValue = "10")
            int limit,

            @Nullable String after,
            Optional<Long> before) {
        Search {
            if (query.isBlank()) {
                throw new IllegalArgumentException("query is blank");
            }
        }
    }

    private static <A> A bind(ToolShape<A> shape, String json) {
        @SuppressWarnings("unchecked")
        Map<String, @Nullable Object> arguments = (Map<String, @Nullable Object>) JsonText.parse(json, 128);
        return shape.bind(arguments);
    }

    private static ToolShape<Arguments> json(String schema) {
        return ToolShape.of(ToolInfo.json("t", schema));
    }

    @Test
    void bind_validRecord_returnsIt() {
        ToolShape<Echo> shape = ToolShape.of(ToolInfo.of("echo", Echo.class));
        assertThat(bind(shape, "{\"message\":\"hi\"}")).isEqualTo(new Echo("hi"));
        assertThat(shape.inputSchema().text())
                .isEqualTo(
                        "{\"type\":\"object\",\"properties\":{\"message\":{\"type\":\"string\","
                                + "\"description\":\"What to say\"}},\"required\":[\"message\"],\"additionalProperties\":false}");
        assertThat(shape.outputSchema()).isNull();
        assertThat(shape.outputProblem("anything")).isNull();
        assertThat(shape.headerParams()).isEmpty();
    }

    @Test
    void bind_absentMembers_takesDefaults() {
        ToolShape<Search> shape = ToolShape.of(ToolInfo.of("search", Search.class));
        assertThat(bind(shape, "{\"query\":\"x\"}")).isEqualTo(new Search("x", 10, null, Optional.empty()));
        assertThat(bind(shape, "{\"query\":\"x\",\"limit\":3.0,\"after\":\"a\",\"before\":4}"))
                .isEqualTo(new Search("x", 3, "a", Optional.of(4L)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | /query: required property missing (required)",
                "{\"query\":1} | /query: must be string, is integer (type)",
                "{\"query\":\"\"} | /query: must have at least 1 characters (minLength)",
                "{\"query\":\" \"} | (root): query is blank (constructor)",
                "{\"query\":\"x\",\"limit\":0} | /limit: must be at least 1 (minimum)",
                "{\"query\":\"x\",\"limit\":1.5} | /limit: must be integer, is number (type)",
                "{\"query\":\"x\",\"before\":9223372036854775808} | /before: must be at most 9223372036854775807, the bound of long (range)",
                "{\"query\":\"x\",\"a/b\":1} | /a~1b: no such property (additionalProperties)",
            })
    void bind_invalid_namesPathAndRule(String arguments, String problem) {
        ToolShape<Search> shape = ToolShape.of(ToolInfo.of("search", Search.class));
        assertThatThrownBy(() -> bind(shape, arguments))
                .isInstanceOf(InvalidArgumentsException.class)
                .hasMessage(problem);
    }

    @Test
    void bind_manyProblems_listsFiveAndShortensNames() {
        ToolShape<Echo> shape = ToolShape.of(ToolInfo.of("echo", Echo.class));
        Map<String, @Nullable Object> arguments = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            arguments.put("x".repeat(10_000) + i, i);
        }
        assertThatThrownBy(() -> shape.bind(arguments)).isInstanceOfSatisfying(InvalidArgumentsException.class, e -> {
            assertThat(e.problems()).hasSize(5);
            assertThat(e.getMessage()).hasSizeLessThan(1_000);
        });
    }

    @Test
    void of_givenJson_isKeptVerbatim() {
        String text = "{ \"type\":\"object\",\n \"properties\": {\"n\":{\"type\":\"integer\",\"default\":7},"
                + "\"o\":{\"type\":\"object\",\"properties\":{\"p\":{\"default\":[1]}}}} }";
        ToolShape<Arguments> shape = json(text);
        assertThat(shape.inputSchema()).isEqualTo(new RawJson(text));
        assertThat(bind(shape, "{}").values()).isEqualTo(Map.of("n", 7L));
        assertThat(bind(shape, "{\"o\":{}}").values()).isEqualTo(Map.of("n", 7L, "o", Map.of("p", List.of(1L))));
        assertThat(bind(shape, "{\"n\":1,\"o\":{\"p\":2}}").values()).isEqualTo(Map.of("n", 1L, "o", Map.of("p", 2L)));
    }

    @Test
    void of_uncommonKeywords_areValidated() {
        ToolShape<Arguments> shape = json("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
                + "\"type\":\"object\",\"$defs\":{\"p\":{\"$anchor\":\"pos\",\"type\":\"integer\",\"minimum\":1}},"
                + "\"properties\":{\"a\":{\"$ref\":\"#pos\"},\"t\":{\"prefixItems\":[{\"type\":\"string\"}]}},"
                + "\"unevaluatedProperties\":false,\"if\":{\"required\":[\"a\"]},\"then\":{\"required\":[\"t\"]}}");
        assertThat(bind(shape, "{\"a\":1,\"t\":[\"x\"]}").values()).hasSize(2);
        assertThatThrownBy(() -> bind(shape, "{\"a\":0,\"t\":[\"x\"]}")).hasMessageContaining("/a: ");
        assertThatThrownBy(() -> bind(shape, "{\"a\":1}")).hasMessageContaining("/t: required property missing");
        assertThatThrownBy(() -> bind(shape, "{\"z\":1}")).hasMessageContaining("/z: no such property");
        assertThatThrownBy(() -> bind(shape, "{\"t\":[1]}")).hasMessageContaining("/t/0: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | no JSON",
                "[] | must be an object",
                "{} | \"type\" must be \"object\"",
                "{\"type\":\"string\"} | \"type\" must be \"object\"",
                "{\"type\":[\"object\"]} | \"type\" must be \"object\"",
                "{\"type\":\"object\",\"type\":\"object\"} | duplicate name 'type'",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"strnig\"}}} | /properties/a/type",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"pattern\":\"(\"}}} | /properties/a/pattern",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"default\":1}}} | /properties/a/default",
                "{\"type\":\"object\",\"prefixItems\":3} | /prefixItems",
                "{\"type\":\"object\",\"$schema\":\"http://json-schema.org/draft-04/schema#\"} | not supported",
                "{\"type\":\"object\",\"$ref\":\"https://example.com/a.json\"} | $ref",
                "{\"type\":\"object\",\"$ref\":\"http://127.0.0.1:1/a.json\"} | $ref",
                "{\"type\":\"object\",\"$ref\":\"file:///etc/passwd\"} | $ref",
                "{\"type\":\"object\",\"$ref\":\"classpath:draft-04/schema\"} | $ref",
                "{\"type\":\"object\",\"$ref\":\"other.json\"} | $ref",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/b\"}}} | #/$defs/b leads nowhere",
                "{\"type\":\"object\",\"minProperties\":1,\"properties\":{\"a\":{\"$ref\":\"#/$defs/b\"}}} | $ref",
                "{\"type\":\"object\",\"$ref\":\"#\"} | back to itself",
            })
    void of_badSchema_isRefusedByName(String schema, String problem) {
        assertThatThrownBy(() -> json(schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tool 't': inputSchema ")
                .hasMessageContaining(problem);
    }

    @Test
    void of_schemaOverBounds_isRefused() {
        String deep = "{\"type\":\"object\",\"not\":" + "{\"not\":".repeat(70) + "{}" + "}".repeat(71);
        assertThatThrownBy(() -> json(deep)).hasMessageContaining("nested deeper than 64");
        StringBuilder wide = new StringBuilder("{\"type\":\"object\",\"properties\":{\"a\":{}");
        for (int i = 0; i < 2_000; i++) {
            wide.append(",\"a").append(i).append("\":{}");
        }
        assertThatThrownBy(() -> json(wide.append("}}").toString())).hasMessageContaining("more than 2000 subschemas");
        String large = "{\"type\":\"object\",\"description\":\"" + "x".repeat(1 << 20) + "\"}";
        assertThatThrownBy(() -> json(large)).hasMessageContaining("longer than 1048576 characters");
    }

    @ParameterizedTest
    @CsvSource({
        "https://json-schema.org/draft/2020-12/schema",
        "https://json-schema.org/draft/2019-09/schema",
        "http://json-schema.org/draft-07/schema#",
        "http://json-schema.org/draft-07/schema"
    })
    void of_dialects_areSupported(String dialect) {
        for (String more : List.of("", ",\"minProperties\":1,\"definitions\":{\"x\":{\"$ref\":\"#\"}}")) {
            ToolShape<Arguments> shape = json("{\"$schema\":\"" + dialect + "\",\"type\":\"object\",\"properties\":"
                    + "{\"a\":{\"type\":\"string\",\"format\":\"email\"}},\"required\":[\"a\"]" + more + "}");
            assertThat(bind(shape, "{\"a\":\"no mail\"}").values()).hasSize(1);
            assertThatThrownBy(() -> bind(shape, "{}")).hasMessageContaining("/a: required property missing");
        }
    }

    @Test
    void outputProblem_ofRecordSchema_namesPath() {
        record Out(int count, List<String> names, @Nullable String note) {}
        ToolShape<Echo> shape = ToolShape.of(ToolInfo.of("echo", Echo.class).output(Out.class));
        assertThat(shape.outputsObject()).isTrue();
        assertThat(shape.outputProblem(Records.toJson(new Out(1, List.of("a"), null))))
                .isNull();
        assertThat(shape.outputProblem(new RawJson("{\"count\":1,\"names\":[]}")))
                .isNull();
        assertThat(shape.outputProblem(Map.of("count", 1L, "names", new RawJson("[1]"))))
                .isEqualTo("/names/0: must be string, is integer (type)");
        assertThat(shape.outputProblem(null)).isEqualTo("(root): must be object, is null (type)");
    }
}
