package dev.backplane.plugin.container.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    record Inner(String text, Integer absent) {}

    record Outer(long number, List<Inner> inners, Thread.State state, Map<String, Object> empty, Instant time) {}

    @Test
    void of_record_isIndentedWithoutNulls() {
        Outer outer = new Outer(
                1, List.of(new Inner("a", null)), Thread.State.NEW, Map.of(), Instant.parse("2026-11-23T12:00:00Z"));

        assertThat(JsonText.of(outer)).isEqualTo("""
                        {
                          "number": 1,
                          "inners": [
                            {
                              "text": "a"
                            }
                          ],
                          "state": "NEW",
                          "empty": {},
                          "time": "2026-11-23T12:00:00Z"
                        }""");
    }

    @Test
    void of_specialCharacters_areEscaped() {
        assertThat(JsonText.of("a\"\\\n\r\t\u0001\u00e9\ud83d\ude00\ud83d"))
                .isEqualTo("\"a\\\"\\\\\\n\\r\\t\\u0001\u00e9\ud83d\ude00\\ud83d\"");
    }

    @Test
    void of_nullsAndEmptyList_areJson() {
        assertThat(JsonText.of(Arrays.asList(null, true, List.of()))).isEqualTo("[\n  null,\n  true,\n  []\n]");
    }

    @Test
    void of_unknownClass_saysWhich() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonText.of(new Object()))
                .withMessage("no JSON for java.lang.Object");
    }

    @Test
    void encode_name_keepsUnreservedCharactersAlone() {
        assertThat(Uris.encode("org.apache.karaf-x_y~1")).isEqualTo("org.apache.karaf-x_y~1");
        assertThat(Uris.encode("a b/c?\u00e9")).isEqualTo("a%20b%2Fc%3F%C3%A9");
    }
}
