package dev.backplane.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    private static Map<String, Object> sample() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "q\" b\\ n\n t\t c\u0001 ü 😀");
        map.put("list", Arrays.asList(1L, 2.5, true, null));
        map.put("empty", Map.of());
        map.put("none", List.of());
        return map;
    }

    @Test
    void line_allTypes_isOneLineOfJson() {
        assertThat(JsonText.line(sample()))
                .isEqualTo("{\"text\":\"q\\\" b\\\\ n\\n t\\t c\\u0001 ü \\ud83d\\ude00\","
                        + "\"list\":[1,2.5,true,null],\"empty\":{},\"none\":[]}");
    }

    @Test
    void pretty_nested_isIndented() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", List.of(1L, Map.of("b", "c")));
        map.put("d", List.of());
        assertThat(JsonText.pretty(map)).isEqualTo("""
                {
                  "a": [
                    1,
                    {
                      "b": "c"
                    }
                  ],
                  "d": []
                }""");
    }
}
