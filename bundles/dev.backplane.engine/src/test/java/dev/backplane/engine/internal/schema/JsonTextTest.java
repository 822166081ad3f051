package dev.backplane.engine.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    @Test
    void parse_values() {
        assertThat(JsonText.parse(" {\"a\" : [1, -0, 1.5, 1e2, true, false, null, \"\\u00e9\\n\\ud83d\\ude00\"]} ", 2))
                .isEqualTo(Map.of(
                        "a",
                        Arrays.asList(
                                1L, 0L, new BigDecimal("1.5"), new BigDecimal("1E+2"), true, false, null, "é\n😀")));
        assertThat(JsonText.parse("9223372036854775807", 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(JsonText.parse("9223372036854775808", 1)).isEqualTo(new BigInteger("9223372036854775808"));
        assertThat(JsonText.parse("[]", 1)).isEqualTo(List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "\"",
                "\"\\",
                "\"\\u12",
                "\"\\x\"",
                "\"\t\"",
                "tru",
                "nul",
                "01",
                "-",
                "1.",
                ".5",
                "1e",
                "+1",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\"}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1,\"a\":2}",
                "[1 2]",
                "1 2",
                "NaN",
                "'a'",
                "[[[1]]]",
                "1e99999999999",
                "\u00a01",
                "//c"
            })
    void parse_broken_isRefusedWithOffset(String text) {
        assertThatThrownBy(() -> JsonText.parse(text, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("no JSON: .* at offset \\d+");
    }

    @Test
    void parse_longNumber_isRefused() {
        assertThatThrownBy(() -> JsonText.parse("1".repeat(401), 1)).hasMessageContaining("more than 400 characters");
    }

    @Test
    void text_ofParsed_isTheSameText() {
        String text = "{\"b\":[1,\"x\\\"\\\\\\u0001é\"],\"a\":{}}";
        assertThat(JsonValues.text(JsonText.parse(text, 8))).isEqualTo(text);
    }

    @Test
    void canonical_equalValues_shareIt() {
        assertThat(JsonValues.canonical(JsonText.parse("{\"b\":1.0,\"a\":[100,\"1\"]}", 8)))
                .isEqualTo(JsonValues.canonical(JsonText.parse("{\"a\":[1e2,\"1\"],\"b\":1}", 8)));
        assertThat(JsonValues.canonical("1")).isNotEqualTo(JsonValues.canonical(1L));
        assertThat(JsonValues.canonical("[]")).isNotEqualTo(JsonValues.canonical(List.of()));
        assertThat(JsonValues.canonical(0L)).isEqualTo(JsonValues.canonical(new BigDecimal("0.00")));
        assertThat(JsonValues.canonical(100L)).isEqualTo(JsonValues.canonical(100.0));
        assertThat(JsonValues.canonical(null)).isNotEqualTo(JsonValues.canonical("null"));
    }
}
