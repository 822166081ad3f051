package dev.backplane.engine.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaWalkTest {

    private static List<HeaderParam> headers(String properties) {
        return SchemaWalk.headers(JsonText.parse("{\"type\":\"object\",\"properties\":{" + properties + "}}", 64));
    }

    @Test
    void headers_chainsOfProperties_areFoundInOrder() {
        assertThat(headers("\"r\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"},\"o\":{\"type\":\"object\","
                        + "\"properties\":{\"n\":{\"type\":\"integer\",\"x-mcp-header\":\"N\"},"
                        + "\"b\":{\"type\":\"boolean\",\"x-mcp-header\":\"B-1\"}}}"))
                .containsExactly(
                        new HeaderParam("Region", List.of("r"), "string"),
                        new HeaderParam("N", List.of("o", "n"), "integer"),
                        new HeaderParam("B-1", List.of("o", "b"), "boolean"));
    }

    @Test
    void headers_nameAsPropertyOrData_isNone() {
        assertThat(
                        headers(
                                "\"x-mcp-header\":{\"type\":\"string\"},\"a\":{\"const\":{\"x-mcp-header\":\"A\"},"
                                        + "\"default\":{\"x-mcp-header\":1},\"examples\":[{\"x-mcp-header\":1}],\"enum\":[{\"x-mcp-header\":1}]}"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"\"} | field name",
                "\"a\":{\"type\":\"string\",\"x-mcp-header\":1} | field name",
                "\"a\":{\"type\":\"string\",\"x-mcp-header\":null} | field name",
                "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"a b\"} | field name",
                "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"a\\r\\nb\"} | field name",
                "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"é\"} | field name",
                "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"a:b\"} | field name",
                "\"a\":{\"type\":\"number\",\"x-mcp-header\":\"A\"} | needs a type",
                "\"a\":{\"type\":\"object\",\"x-mcp-header\":\"A\"} | needs a type",
                "\"a\":{\"type\":[\"string\"],\"x-mcp-header\":\"A\"} | needs a type",
                "\"a\":{\"x-mcp-header\":\"A\"} | needs a type",
                "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"},\"b\":{\"type\":\"string\",\"x-mcp-header\":\"a\"} | is taken by /properties/a",
                "\"a\":{\"items\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}} | no chain",
                "\"a\":{\"items\":{\"properties\":{\"b\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}} | no chain",
                "\"a\":{\"anyOf\":[{\"type\":\"string\",\"x-mcp-header\":\"A\"}]} | no chain",
                "\"a\":{\"not\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}} | no chain",
                "\"a\":{\"if\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}} | no chain",
                "\"a\":{\"$defs\":{\"d\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}} | no chain",
                "\"a\":{\"patternProperties\":{\"d\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}} | no chain",
                "\"a\":{\"additionalProperties\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}} | no chain",
            })
    void headers_againstTheSpecification_areRefused(String properties, String problem) {
        assertThatThrownBy(() -> headers(properties))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining(problem)
                .hasMessageContaining("x-mcp-header");
    }

    @Test
    void headers_atTheRoot_areRefused() {
        assertThatThrownBy(() -> SchemaWalk.headers(JsonText.parse("{\"type\":\"object\",\"x-mcp-header\":\"A\"}", 64)))
                .hasMessageContaining("no chain");
    }
}
