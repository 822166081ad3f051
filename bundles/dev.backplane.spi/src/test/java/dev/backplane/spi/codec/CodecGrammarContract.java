package dev.backplane.spi.codec;

import static dev.backplane.spi.codec.CodecContract.slice;
import static dev.backplane.spi.codec.CodecContract.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts a codec accepts. Each is tried as a value, and where {@code decode} has to look past it. */
abstract class CodecGrammarContract {

    protected abstract Codec codec();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1",
                "-1",
                "10",
                "0.5",
                "-0.0",
                "1e5",
                "1E+5",
                "1e-5",
                "12.34e56",
                "true",
                "false",
                "null",
                "\"\"",
                "\"a\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\"",
                "\"\\ud83d\\ude00\"",
                "\"\\uD83D\\uDE00\"",
                "\"\u007f\"",
                "\"\u65e5\u672c\u8a9e\"",
                "\"\u2028\u2029\"",
                "\"\ud83d\ude00\"",
                "\"\uffff\"",
                "\"\udbff\udfff\"",
                "\"\\u0000\"",
                "[]",
                "{}",
                "[ ]",
                "{ }",
                "[1]",
                "[1,2]",
                "[[],{}]",
                "{\"a\":1}",
                "{\"\":1}",
                "{\"a\":{\"b\":[1,{\"c\":null}]}}",
                " 1 ",
                "\t1\n",
                "\r\n{\r\n\t\"a\" : 1 ,\n \"b\":\n2}\n",
                "\"0123456789abcdef0123456789abcdef\""
            })
    void scan_validJson_accepted(String json) {
        assertThatNoException().isThrownBy(() -> codec().value(slice(json)));
        assertThatNoException().isThrownBy(() -> codec().value(within(json)));
        assertThat(codec().decode(within(message(json)))).isInstanceOf(Message.Request.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "01",
                "-",
                "-a",
                "+1",
                "1.",
                ".5",
                "1.e5",
                "1e",
                "1e+",
                "0x10",
                "1_000",
                "00",
                "-01",
                "NaN",
                "Infinity",
                "-Infinity",
                "tru",
                "True",
                "TRUE",
                "nul",
                "truex",
                "true false",
                "1 2",
                "'a'",
                "\"",
                "\"a",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\U0041\"",
                "\"a\nb\"",
                "\"a\tb\"",
                "\"a\u0000b\"",
                "\"\u001f\"",
                "[",
                "]",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[,]",
                "[1 2]",
                "[1}",
                "{",
                "}",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{\"a\" 1}",
                "{\"a\":1]",
                "{\"a\":1 \"b\":2}",
                "{\"a\"::1}",
                "{null:1}",
                "/* c */ 1",
                "1 // c",
                "# c\n1",
                "\u00a01",
                "\u000c1",
                "\u000b1",
                "[1;2]",
                "{\"a\"=1}",
                ")]}'\n1",
                "\u0000",
                "1\u0000"
            })
    void scan_brokenJson_refused(String json) {
        refused(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\ud800x\"",
                "\"\\ud800\\n\"",
                "\"\\ud800\\u0041\"",
                "\"\\ud800\\ud800\"",
                "\"\\udc00\\ud800\"",
                "\"\\ud83d\\ude00\\ude00\"",
                "{\"\\udbff\":1}"
            })
    void scan_loneSurrogateEscape_refusedWithReason(String json) {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec().value(slice(json)))
                .withMessageContaining("surrogate");
        refused(json);
    }

    @Test
    void scan_byteOrderMark_refused() {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec().decode(slice('\ufeff' + message("1"))))
                .withMessageContaining("byte order mark");
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec().value(slice("\ufeff1")));
    }

    @Test
    void scan_truncatedAnywhere_refused() {
        byte[] text = message("{\"a\":[1.5e3,\"\u65e5\\n\",true]}").getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < text.length; length++) {
            Slice json = new Slice(text, 0, length);
            assertThatExceptionOfType(CodecException.class)
                    .as("%d bytes", length)
                    .isThrownBy(() -> codec().decode(json));
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec().value(json));
        }
    }

    @Test
    void scan_nestingAtTheBound_accepted() {
        for (String json : new String[] {arrays(Codec.MAX_DEPTH), objects(Codec.MAX_DEPTH)}) {
            assertThatNoException().isThrownBy(() -> codec().value(slice(json)));
        }
        String inParams = arrays(Codec.MAX_DEPTH - 2);
        assertThat(codec().decode(slice(message(inParams)))).isInstanceOf(Message.Request.class);
        assertThat(codec().members(slice("{\"a\":" + arrays(Codec.MAX_DEPTH - 1) + "}"))
                        .members())
                .hasSize(1);
    }

    @Test
    void scan_nestingOverTheBound_refusedNamingIt() {
        for (String json :
                new String[] {arrays(Codec.MAX_DEPTH + 1), objects(Codec.MAX_DEPTH + 1), "[".repeat(1_000_000)}) {
            assertThatExceptionOfType(CodecException.class)
                    .isThrownBy(() -> codec().value(slice(json)))
                    .withMessageContaining(Integer.toString(Codec.MAX_DEPTH));
        }
        refusedByDecode(message(arrays(Codec.MAX_DEPTH - 1)));
        refusedByDecode(arrays(Codec.MAX_DEPTH + 1));
        refusedByDecode("{\"a\":".repeat(1_000_000));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec().members(slice("{\"a\":" + arrays(Codec.MAX_DEPTH) + "}")));
    }

    @Test
    void scan_numberOverItsBounds_refused() {
        assertThatNoException().isThrownBy(() -> codec().value(slice("9".repeat(1_000))));
        assertThatNoException().isThrownBy(() -> codec().value(slice("1e100000")));
        for (String json : new String[] {
            "9".repeat(1_001),
            "0." + "1".repeat(1_000),
            "1e100001",
            "1E-100001",
            "0.1e-100000",
            "1e99999999999999",
            "1e" + "0".repeat(1_100)
        }) {
            refused(json);
        }
    }

    @Test
    void scan_error_doesNotQuoteThePayload() {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec().decode(slice("{\"password\":hunter2}")))
                .withMessageContaining("12")
                .withMessageNotContaining("hunter2")
                .withMessageNotContaining("password");
    }

    private void refused(String json) {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec().value(slice(json)));
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec().value(within(json)));
        refusedByDecode(message(json));
    }

    private void refusedByDecode(String json) {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec().decode(slice(json)));
    }

    /** A request that has the value among its params. */
    private static String message(String value) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":{\"a\":" + value + "}}";
    }

    private static String arrays(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private static String objects(int depth) {
        return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
    }
}
