package dev.backplane.spi.codec;

import static dev.backplane.spi.codec.CodecContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a codec does with malformed UTF-8: refuses it, or where it is not validated, reads U+FFFD in its place. */
abstract class CodecUtf8Contract {

    /** Broken in each way that there is. */
    private static final byte[][] MALFORMED = {
        bytes(0x80),
        bytes(0xBF),
        bytes(0xC0, 0x80),
        bytes(0xC0, 0xA2),
        bytes(0xC1, 0xBF),
        bytes(0xC2),
        bytes(0xC2, 0x41),
        bytes(0xE0, 0x80, 0x80),
        bytes(0xE0, 0x80, 0xAF),
        bytes(0xE0, 0x9F, 0xBF),
        bytes(0xE3, 0x81),
        bytes(0xE3, 0x41, 0x81),
        bytes(0xED, 0xA0, 0x80),
        bytes(0xED, 0xBF, 0xBF),
        bytes(0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80),
        bytes(0xF0, 0x80, 0x80, 0x80),
        bytes(0xF0, 0x80, 0x80, 0xA2),
        bytes(0xF0, 0x8F, 0xBF, 0xBF),
        bytes(0xF0, 0x9F, 0x98),
        bytes(0xF4, 0x90, 0x80, 0x80),
        bytes(0xF5, 0x80, 0x80, 0x80),
        bytes(0xF7, 0xBF, 0xBF, 0xBF),
        bytes(0xF8, 0x88, 0x80, 0x80, 0x80),
        bytes(0xFE),
        bytes(0xFF)
    };

    private static final String MESSAGE = "{\"jsonrpc\":\"2.0\",\"id\":\"\u65e5-1\",\"method\":\"m\\n\","
            + "\"params\":{\"a\":\"\u65e5\u672c0123456789\\\\\\u00e9\",\"b\u00e9\":[{\"c\":\"\ud83d\ude00\"}]}}";

    protected abstract Codec codec();

    protected abstract Codec unvalidated();

    @Test
    void validated_malformedAtEachPosition_refused() {
        eachMalformed(MESSAGE, json -> {
            assertThatExceptionOfType(CodecException.class)
                    .isThrownBy(() -> codec().decode(json))
                    .withMessageNotContaining("\ufffd");
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec().members(json));
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec().value(json));
        });
    }

    @Test
    void unvalidated_malformedAtEachPosition_readAsReplaced() {
        CodecComparison comparison = new CodecComparison(unvalidated(), codec());
        eachMalformed(MESSAGE, comparison::assertReadAsMended);
        eachMalformed("[" + MESSAGE + "]", comparison::assertReadAsMended);
        eachMalformed("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"x\":\"\"}}", comparison::assertReadAsMended);
    }

    @Test
    void unvalidated_sliceWithinOtherBytes_readsNoFurther() {
        for (byte[] malformed : MALFORMED) {
            byte[] json = joined(bytes('"', 'a'), malformed, bytes('"'));
            byte[] around = joined(bytes(0x80, 0xBF, '"'), json, bytes(0x80, 0xBF, 0x80, '"'));
            Slice within = new Slice(around, 3, json.length);
            assertThat(unvalidated().value(within)).isEqualTo("a" + text(malformed));
        }
    }

    @Test
    void unvalidated_malformedBeforeTheClosingQuote_doesNotSwallowIt() {
        for (byte[] malformed : MALFORMED) {
            byte[] json = joined(ascii("{\"a\":\""), malformed, ascii("\",\"b\":\"\\\"c\"}"));
            assertThat(unvalidated().value(Slice.of(json))).isEqualTo(Map.of("a", text(malformed), "b", "\"c"));
            byte[] open = joined(ascii("{\"a\":\""), malformed, ascii("\\\"}"));
            assertThatExceptionOfType(CodecException.class)
                    .isThrownBy(() -> unvalidated().value(Slice.of(open)));
        }
    }

    @Test
    void unvalidated_overlongForms_areNotWhatTheyPretend() {
        byte[] name =
                joined(ascii("{\""), bytes(0xC1, 0xA9), ascii("d\":1,\"id\":2,\"jsonrpc\":\"2.0\",\"method\":\"m\"}"));
        Message.Request request = (Message.Request) unvalidated().decode(Slice.of(name));
        assertThat(request.id().text()).isEqualTo("2");
        byte[] method = joined(ascii("{\"jsonrpc\":\"2.0\",\"method\":\"a"), bytes(0xC0, 0xAF), ascii("b\"}"));
        assertThat(unvalidated().decode(Slice.of(method))).isEqualTo(new Message.Notification("a\ufffd\ufffdb", null));
    }

    @Test
    void unvalidated_namesThatReadTheSame_areDuplicates() {
        byte[] json = joined(joined(ascii("{\""), bytes(0xFF), ascii("\":1,\"")), bytes(0xFE), ascii("\":2}"));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> unvalidated().members(Slice.of(json)))
                .withMessageContaining("duplicate");
        assertThat(unvalidated().value(Slice.of(json))).isEqualTo(Map.of("\ufffd", 2L));
    }

    @Test
    void unvalidated_rawSlice_breaksNoFrame() {
        for (byte[] malformed : MALFORMED) {
            byte[] json = joined(
                    ascii("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"id\":\""),
                    malformed,
                    ascii("\\n\" , \"params\":{}}\r\n"));
            Message.Request request = (Message.Request) unvalidated().decode(Slice.of(json));
            CollectingSink sink = new CollectingSink();
            try (JsonWriter out = unvalidated().writer(sink)) {
                out.beginObject()
                        .name("id")
                        .raw(request.id())
                        .name("b")
                        .value(1)
                        .endObject();
            }
            assertThat(Slice.of(sink.bytes()).text()).isEqualTo("{\"id\":\"" + text(malformed) + "\\n\",\"b\":1}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"\\ud800\"", "\"\u65e5\\udc00\"", "\"\\ud83d\u65e5\\ude00\"", "\ufeff\"a\"", "\u65e5", "\"a"})
    void unvalidated_whatElseIsWrong_refused(String json) {
        Slice text = Slice.of(json.getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> unvalidated().value(text));
        byte[] malformed = joined(ascii("[\""), bytes(0xE3, 0x81), ascii("\","));
        byte[] both = joined(malformed, text.toBytes(), ascii("]"));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> unvalidated().value(Slice.of(both)));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> unvalidated().decode(Slice.of(both)));
    }

    @Test
    void unvalidated_malformedAlone_takesLinearTime() {
        byte[] json = new byte[4 << 20];
        java.util.Arrays.fill(json, (byte) 0xE3);
        json[0] = '"';
        json[json.length - 1] = '"';
        assertThat(unvalidated().value(Slice.of(json))).isEqualTo("\ufffd".repeat(json.length - 2));
        assertThat(unvalidated().decode(Slice.of(json))).isInstanceOf(Message.Invalid.class);
    }

    /** Puts each malformed sequence at each position of a text. */
    private static void eachMalformed(String message, Consumer<Slice> check) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        for (byte[] malformed : MALFORMED) {
            for (int at = 0; at <= text.length; at++) {
                ByteArrayOutputStream mixed = new ByteArrayOutputStream();
                mixed.write(text, 0, at);
                mixed.writeBytes(malformed);
                mixed.write(text, at, text.length - at);
                check.accept(Slice.of(mixed.toByteArray()));
            }
        }
    }

    private static String text(byte[] malformed) {
        return new String(malformed, StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(byte[] first, byte[] second, byte[] third) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(first);
        joined.writeBytes(second);
        joined.writeBytes(third);
        return joined.toByteArray();
    }
}
