package dev.backplane.engine.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.api.Param;
import dev.backplane.api.ToolInfo;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordSchemaTest {

    enum Color {
        RED,
        Green {
            @Override
            public String toString() {
                return "other";
            }
        }
    }

    record Numbers(
            boolean a, int b, long c, short d, byte e, float f, double g, BigDecimal h, BigInteger i, Integer j) {}

    record Formats(Instant a, LocalDate b, Duration c, UUID d, URI e, byte[] f) {}

    record Point(double x, double y) {}

    record Shapes(
            Color color,
            Point point,
            List<String> list,
            Set<Color> set,
            int[] array,
            Map<String, Point> map,
            Object any) {}

    record Optionals(
            Optional<String> a,
            OptionalInt b,
            @Nullable Point c,
            @Param(defaultValue = "[1,2]") List<Long> d) {}

    record Nullables(List<@Nullable String> a, Map<String, Optional<Integer>> b, String @Nullable [] c) {}

    record Described(
            @Param(
                    value = "how",
                    title = "How",
                    minLength = 1,
                    maxLength = 9,
                    pattern = "^a",
                    format = "x",
                    oneOf = {"a", "ab"},
                    defaultValue = "\"a\"",
                    header = "X-How")
            String text,

            @Param(minimum = -1, maximum = 0.5) double number,

            @Param(
                    minLength = 1,
                    maxLength = 2,
                    oneOf = {"u", "v"})
            List<String> list) {}

    record Tree(String name, List<Tree> children) {}

    record Holder(Link first, Link second) {}

    record Link(@Nullable Link next, Optional<Holder> holder) {}

    record Page<T>(List<T> items, @Nullable T last) {}

    record Pages(Page<String> texts, Page<Point> points) {}

    private static String schema(Class<?> type) {
        return JsonValues.text(RecordSchema.of(type));
    }

    private static String object(String properties, String required) {
        return "{\"type\":\"object\",\"properties\":{" + properties + "}"
                + (required.isEmpty() ? "" : ",\"required\":[" + required + "]") + ",\"additionalProperties\":false}";
    }

    private static final String POINT =
            object("\"x\":{\"type\":\"number\"},\"y\":{\"type\":\"number\"}", "\"x\",\"y\"");

    @Test
    void of_numbers() {
        assertThat(schema(Numbers.class))
                .startsWith("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"boolean\"},"
                        + "\"b\":{\"type\":\"integer\"},\"c\":{\"type\":\"integer\"},\"d\":{\"type\":\"integer\"},"
                        + "\"e\":{\"type\":\"integer\"},\"f\":{\"type\":\"number\"},\"g\":{\"type\":\"number\"},"
                        + "\"h\":{\"type\":\"number\"},\"i\":{\"type\":\"integer\"},\"j\":{\"type\":\"integer\"}}")
                .contains("\"required\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\"]");
    }

    @Test
    void of_formats() {
        assertThat(schema(Formats.class))
                .contains("\"a\":{\"type\":\"string\",\"format\":\"date-time\"}")
                .contains("\"b\":{\"type\":\"string\",\"format\":\"date\"}")
                .contains("\"c\":{\"type\":\"string\",\"format\":\"duration\"}")
                .contains("\"d\":{\"type\":\"string\",\"format\":\"uuid\"}")
                .contains("\"e\":{\"type\":\"string\",\"format\":\"uri\"}")
                .contains("\"f\":{\"type\":\"string\",\"contentEncoding\":\"base64\"}");
    }

    @Test
    void of_structures() {
        assertThat(schema(Shapes.class))
                .contains("\"color\":{\"type\":\"string\",\"enum\":[\"RED\",\"Green\"]}")
                .contains("\"point\":" + POINT)
                .contains("\"list\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}")
                .contains("\"set\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"RED\",\"Green\"]},"
                        + "\"uniqueItems\":true}")
                .contains("\"array\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}")
                .contains("\"map\":{\"type\":\"object\",\"additionalProperties\":" + POINT + "}")
                .contains("\"any\":{}");
    }

    @Test
    void of_optionals_areNotRequired() {
        assertThat(schema(Optionals.class))
                .isEqualTo(object(
                        "\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"integer\"},\"c\":" + POINT
                                + ",\"d\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"},\"default\":[1,2]}",
                        ""));
        assertThat(schema(Nullables.class))
                .isEqualTo(object(
                        "\"a\":{\"type\":\"array\",\"items\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}},"
                                + "\"b\":{\"type\":\"object\",\"additionalProperties\":"
                                + "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"null\"}]}},"
                                + "\"c\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
                        "\"a\",\"b\""));
    }

    @Test
    void of_param_becomesKeywords() {
        assertThat(schema(Described.class))
                .isEqualTo(object(
                        "\"text\":{\"type\":\"string\",\"title\":\"How\",\"description\":\"how\",\"minLength\":1,"
                                + "\"maxLength\":9,\"pattern\":\"^a\",\"format\":\"x\",\"enum\":[\"a\",\"ab\"],"
                                + "\"default\":\"a\",\"x-mcp-header\":\"X-How\"},"
                                + "\"number\":{\"type\":\"number\",\"minimum\":-1,\"maximum\":0.5},"
                                + "\"list\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"u\",\"v\"]},"
                                + "\"minItems\":1,\"maxItems\":2}",
                        "\"number\",\"list\""));
        assertThat(ToolShape.of(ToolInfo.of("t", Described.class)).headerParams())
                .containsExactly(new HeaderParam("X-How", List.of("text"), "string"));
    }

    @Test
    void of_recursiveRecords_refer() {
        assertThat(schema(Tree.class))
                .isEqualTo(object(
                        "\"name\":{\"type\":\"string\"},\"children\":{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}",
                        "\"name\",\"children\""));
        assertThat(schema(Holder.class))
                .isEqualTo("{\"type\":\"object\",\"properties\":{\"first\":{\"$ref\":\"#/$defs/Link\"},"
                        + "\"second\":{\"$ref\":\"#/$defs/Link\"}},\"required\":[\"first\",\"second\"],"
                        + "\"additionalProperties\":false,\"$defs\":{\"Link\":"
                        + object("\"next\":{\"$ref\":\"#/$defs/Link\"},\"holder\":{\"$ref\":\"#\"}", "") + "}}");
    }

    @Test
    void of_genericRecord_resolvesItsArguments() {
        String texts = object(
                "\"items\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},\"last\":{\"type\":\"string\"}",
                "\"items\"");
        String points = object("\"items\":{\"type\":\"array\",\"items\":" + POINT + "},\"last\":" + POINT, "\"items\"");
        assertThat(schema(Pages.class))
                .isEqualTo(object("\"texts\":" + texts + ",\"points\":" + points, "\"texts\",\"points\""));
    }

    record Unknown(List<Thread> threads) {}

    record BadKey(Map<Integer, String> map) {}

    record BadDefault(@Param(defaultValue = "\"x\"") int n) {}

    record NoJson(@Param(defaultValue = "x") String n) {}

    record BadPattern(@Param(pattern = "a") int n) {}

    record BadMinimum(@Param(minimum = 1) String n) {}

    record BadHeader(@Param(header = "a b") String n) {}

    record NumberHeader(@Param(header = "a") double n) {}

    record Growing<T>(@Nullable Growing<List<T>> more) {}

    record Wide0(Wide1 a, Wide1 b, Wide1 c, Wide1 d) {}

    record Wide1(Wide2 a, Wide2 b, Wide2 c, Wide2 d) {}

    record Wide2(Wide3 a, Wide3 b, Wide3 c, Wide3 d) {}

    record Wide3(Wide4 a, Wide4 b, Wide4 c, Wide4 d) {}

    record Wide4(Wide5 a, Wide5 b, Wide5 c, Wide5 d) {}

    record Wide5(int a, int b, int c, int d) {}

    @Test
    void of_whatJsonHasNotOrMakesNoSense_isRefusedByName() {
        assertRefused(Unknown.class, "at /threads: JSON has no equal of java.lang.Thread");
        assertRefused(BadKey.class, "at /map: a map must have String keys");
        assertRefused(BadDefault.class, "at /n: default \"x\" must be number, is string");
        assertRefused(NoJson.class, "at /n: default x is no JSON");
        assertRefused(BadPattern.class, "at /n: @Param pattern is for strings alone");
        assertRefused(BadMinimum.class, "at /n: @Param minimum is for numbers alone");
        assertRefused(BadHeader.class, "at /properties/n/x-mcp-header: must be an HTTP field name");
        assertRefused(NumberHeader.class, "at /properties/n/x-mcp-header: needs a type of string, integer or boolean");
        assertRefused(Growing.class, "too generic");
        assertRefused(Wide0.class, "more than 2000 subschemas");
    }

    private static <A extends Record> void assertRefused(Class<A> type, String message) {
        assertThatThrownBy(() -> ToolShape.of(ToolInfo.of("t", type)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tool 't': ")
                .hasMessageContaining(message);
    }
}
