package dev.backplane.spi.codec;

import static dev.backplane.spi.codec.CodecContract.slice;
import static dev.backplane.spi.codec.CodecContract.within;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which Java values a codec makes of JSON. */
abstract class CodecValueContract {

    protected abstract Codec codec();

    private Object value(String json) {
        return codec().value(within(json));
    }

    @Test
    void value_literals() {
        assertThat(value("true")).isEqualTo(true);
        assertThat(value(" false ")).isEqualTo(false);
        assertThat(value("null")).isNull();
        assertThat(value("\"\"")).isEqualTo("");
    }

    @Test
    void value_wholeNumbers_longWhileItFits() {
        assertThat(value("0")).isEqualTo(0L);
        assertThat(value("-0")).isEqualTo(0L);
        assertThat(value("42")).isEqualTo(42L);
        assertThat(value("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(value("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(value("9223372036854775808")).isEqualTo(new BigInteger("9223372036854775808"));
        assertThat(value("-9223372036854775809")).isEqualTo(new BigInteger("-9223372036854775809"));
        assertThat(value("7".repeat(1_000))).isEqualTo(new BigInteger("7".repeat(1_000)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1",
                "1.0",
                "1.50",
                "-2.5",
                "1e5",
                "1E+22",
                "1e-7",
                "0.30000000000000004",
                "1.7976931348623157E308",
                "3.141592653589793",
                "123456789012.345",
                "0e0",
                "0.000"
            })
    void value_fractions_doubleWhileItKeepsTheDigits(String json) {
        assertThat(value(json)).isEqualTo(Double.valueOf(json));
    }

    @Test
    void value_negativeZeroFraction_keepsItsSign() {
        assertThat(value("-0.0")).isEqualTo(-0.0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.10000000000000000001",
                "3.14159265358979323846264338327950288",
                "1e400",
                "-1e400",
                "1e-400",
                "1e100000",
                "1e-100000",
                "123456789012345678901.5"
            })
    void value_fractionsThatADoubleWouldChange_bigDecimal(String json) {
        assertThat(value(json)).isEqualTo(new BigDecimal(json));
    }

    @Test
    void value_text_exact() {
        assertThat(value("\"\\u65e5\u672c\\u8a9e\"")).isEqualTo("\u65e5\u672c\u8a9e");
        assertThat(value("\"\\ud83d\\ude00 \ud83d\ude00\"")).isEqualTo("\ud83d\ude00 \ud83d\ude00");
        assertThat(value("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\"")).isEqualTo("\"\\/\b\f\n\r\t\0");
        assertThat(value("\"\u2028\"")).isEqualTo("\u2028");
        String large = "x\u00e9\u65e5\ud83d\ude00".repeat(100_000);
        assertThat(value("\"" + large + "\"")).isEqualTo(large);
    }

    @Test
    void value_object_keepsOrderAndNulls() {
        Object value = value("{\"z\":1,\"a\":null,\"\":[],\"\u00e9\\n\":{\"id\":\"1\"}}");
        assertThat(value).isInstanceOf(Map.class);
        Map<?, ?> map = (Map<?, ?>) value;
        assertThat(new ArrayList<Object>(map.keySet())).isEqualTo(List.of("z", "a", "", "\u00e9\n"));
        assertThat(map.get("a")).isNull();
        assertThat(map.get("")).isEqualTo(List.of());
        assertThat(map.get("\u00e9\n")).isEqualTo(Map.of("id", "1"));
    }

    @Test
    void value_array_mixed() {
        assertThat(value("[1,2.5,\"a\",[true],{}]")).isEqualTo(List.of(1L, 2.5, "a", List.of(true), Map.of()));
    }

    @Test
    void value_duplicateNames_lastCounts() {
        assertThat(value("{\"a\":1,\"b\":2,\"a\":3}")).isEqualTo(Map.of("a", 3L, "b", 2L));
    }

    @Test
    void value_sliceOfDecodedMessage() {
        Message.Request request = (Message.Request) codec().decode(within(
                "{\"jsonrpc\":\"2.0\",\"id\":\"\\u0061\",\"method\":\"m\",\"params\":{\"a\":{\"b\":[1]}}}"));
        assertThat(codec().value(request.id())).isEqualTo("a");
        assertThat(codec().value(request.params().get("a"))).isEqualTo(Map.of("b", List.of(1L)));
    }

    @Test
    void value_calledAgain_isIndependent() {
        Slice json = slice("{\"a\":[1]}");
        assertThat(codec().value(json)).isEqualTo(codec().value(json)).isNotSameAs(codec().value(json));
    }
}
