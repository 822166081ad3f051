package dev.backplane.spi.codec;

import static dev.backplane.spi.codec.CodecContract.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.backplane.api.RawJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a codec writes. */
abstract class CodecWriterContract {

    protected abstract Codec codec();

    private String written(Consumer<JsonWriter> calls) {
        CollectingSink sink = new CollectingSink();
        try (JsonWriter writer = codec().writer(sink)) {
            calls.accept(writer);
        }
        assertThat(sink.size()).isEqualTo(sink.bytes().length);
        return Slice.of(sink.bytes()).text();
    }

    private String any(Object value) {
        return written(writer -> writer.any(value));
    }

    @Test
    void write_message_compact() {
        String json = written(writer -> writer.beginObject()
                .name("jsonrpc")
                .value("2.0")
                .name("id")
                .raw(within("\"a\\u0062\""))
                .name("result")
                .beginObject()
                .name("content")
                .beginArray()
                .value(1)
                .value(-2.5)
                .value(true)
                .nullValue()
                .beginArray()
                .endArray()
                .beginObject()
                .endObject()
                .endArray()
                .name("isError")
                .value(false)
                .endObject()
                .endObject());
        assertThat(json)
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"a\\u0062\",\"result\":{\"content\":[1,-2.5,true,null,[],{}],\"isError\":false}}");
    }

    @Test
    void write_longs_exact() {
        for (long number : new long[] {0, 9, 10, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(written(writer -> writer.value(number))).isEqualTo(Long.toString(number));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void write_nonFinite_refused(double number) {
        assertThatIllegalArgumentException().isThrownBy(() -> written(writer -> writer.value(number)));
        assertThatIllegalArgumentException().isThrownBy(() -> any(number));
        assertThatIllegalArgumentException().isThrownBy(() -> any((float) number));
    }

    @Test
    void write_text_escaped() {
        assertThat(any("\"\\/\b\f\n\r\t\u0000\u001f\u007f"))
                .isEqualTo("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\"");
        assertThat(any("a\u2028b\u2029c")).isEqualTo("\"a\\u2028b\\u2029c\"");
        assertThat(any("\u00e9\u65e5\u672c\ud83d\ude00\uffff")).isEqualTo("\"\u00e9\u65e5\u672c\ud83d\ude00\uffff\"");
        assertThat(any(Map.of("a\"\n", 1))).isEqualTo("{\"a\\\"\\n\":1}");
    }

    @ParameterizedTest
    @ValueSource(ints = {0xD800, 0xDBFF, 0xDC00, 0xDFFF})
    void write_loneSurrogate_replaced(int unit) {
        String lone = Character.toString((char) unit);
        assertThat(any(lone)).isEqualTo("\"\ufffd\"");
        assertThat(any("a" + lone + "b")).isEqualTo("\"a\ufffdb\"");
        assertThat(any("\ud83d\ude00" + lone)).isEqualTo("\"\ud83d\ude00\ufffd\"");
        assertThat(any(new RawJson("\"" + lone + "\""))).isEqualTo("\"\ufffd\"");
    }

    @Test
    void write_everyBoundaryOfTheBuffer_complete() {
        for (String unit : new String[] {"a", "\n", "\u0001", "\u00e9", "\u65e5", "\ud83d\ude00", "\ud800"}) {
            for (int pad = 8_170; pad < 8_200; pad++) {
                String text = "x".repeat(pad) + unit.repeat(10);
                Object back = codec().value(within(any(List.of(text, text))));
                String expected = text.replace('\ud800', unit.equals("\ud800") ? '\ufffd' : '\ud800');
                assertThat(back).isEqualTo(List.of(expected, expected));
            }
        }
    }

    @Test
    void write_large_complete() {
        String text = "0123456789\u00e9".repeat(100_000);
        assertThat(any(text)).isEqualTo("\"" + text + "\"");
        assertThat(written(writer -> writer.raw(within("\"" + text + "\"")))).isEqualTo("\"" + text + "\"");
    }

    @Test
    void write_raw_losesLineBreaksAlone() {
        String json = "{\n  \"a\" :\r\n [ 1,\n\n2 ],\r\"b\":\"x\\ny \u65e5\"\n}";
        String expected = "{  \"a\" : [ 1,2 ],\"b\":\"x\\ny \u65e5\"}";
        assertThat(written(writer -> writer.raw(within(json)))).isEqualTo(expected);
        assertThat(any(new RawJson(json))).isEqualTo(expected);
        String long1 = "[" + "\n  \"0123456789\",\r\n".repeat(5_000) + "1]";
        assertThat(written(writer -> writer.raw(within(long1)))).isEqualTo(long1.replaceAll("[\r\n]", ""));
    }

    @Test
    void write_ready_isWrittenAsItIs() {
        for (int length : new int[] {1, 900, 5_000, 200_000}) {
            String text = "\"" + "x".repeat(length) + "\"";
            ByteBuffer heap = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            ByteBuffer direct = ByteBuffer.allocateDirect(text.length())
                    .put(heap.duplicate())
                    .flip();
            for (ByteBuffer json : List.of(heap, heap.asReadOnlyBuffer(), direct, direct.asReadOnlyBuffer())) {
                assertThat(written(writer -> writer.beginArray()
                                .value(1)
                                .ready(json)
                                .ready(json)
                                .value(2)
                                .endArray()))
                        .isEqualTo("[1," + text + "," + text + ",2]");
                assertThat(json.remaining()).isEqualTo(text.length());
            }
        }
    }

    @Test
    void write_base64_standard() {
        for (int length : new int[] {0, 1, 2, 3, 5_999, 6_000, 6_001, 100_000}) {
            byte[] bytes = new byte[length];
            new java.util.Random(length).nextBytes(bytes);
            assertThat(written(writer -> writer.base64(bytes)))
                    .isEqualTo("\"" + Base64.getEncoder().encodeToString(bytes) + "\"");
        }
    }

    @Test
    void any_values() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", null);
        map.put("a", Arrays.asList(1, 2L, (short) 3, (byte) 4, 1.5, 2.5f, null));
        map.put("big", List.of(new BigInteger("9".repeat(30)), new BigDecimal("1.10"), new BigDecimal("1E+3")));
        map.put("other", new AtomicInteger(7));
        map.put("raw", new RawJson("{\"x\":[1]}"));
        map.put("flag", true);
        assertThat(any(map))
                .isEqualTo("{\"z\":null,\"a\":[1,2,3,4,1.5,2.5,null],\"big\":[" + "9".repeat(30)
                        + ",1.10,1E+3],\"other\":7,\"raw\":{\"x\":[1]},\"flag\":true}");
        assertThat(any(null)).isEqualTo("null");
    }

    @Test
    void any_foreignType_refusedByName() {
        for (Object foreign : new Object[] {Optional.empty(), 'c', new int[0], new StringBuilder(), Thread.State.NEW}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> any(Map.of("a", List.of(foreign))))
                    .withMessageContaining(foreign.getClass().getName());
        }
        Map<Object, Object> keyed = new HashMap<>();
        keyed.put(1, 1);
        assertThatIllegalArgumentException().isThrownBy(() -> any(keyed)).withMessageContaining("Integer");
        keyed.clear();
        keyed.put(null, 1);
        assertThatIllegalArgumentException().isThrownBy(() -> any(keyed));
    }

    @Test
    void any_numberThatIsNone_refused() {
        Number odd = new Number() {
            private static final long serialVersionUID = 1L;

            @Override
            public int intValue() {
                return 1;
            }

            @Override
            public long longValue() {
                return 1;
            }

            @Override
            public float floatValue() {
                return 1;
            }

            @Override
            public double doubleValue() {
                return 1;
            }

            @Override
            public String toString() {
                return "1,\"injected\":true";
            }
        };
        assertThatIllegalArgumentException().isThrownBy(() -> any(odd));
        assertThatIllegalArgumentException().isThrownBy(() -> any(new BigDecimal("1e1000000")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e100000",
                "1234567890123456789e0",
                "12345678901234567890.12e2",
                "123.5e99999",
                "1e-100000",
                "0.00001234567890123456789"
            })
    void any_numberReadWithinTheBounds_readsBackTheSame(String json) {
        Object number = codec().value(within(json));
        assertThat(codec().value(within(any(number)))).isEqualTo(number);
        Object longest = codec().value(within("7".repeat(900) + "." + "7".repeat(100) + "e-904"));
        assertThat(codec().value(within(any(longest)))).isEqualTo(longest);
    }

    @Test
    void any_cycle_refusedByDepth() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        list.add(list);
        assertThatIllegalArgumentException().isThrownBy(() -> any(list)).withMessageContaining("128");
        Map<String, Object> map = new HashMap<>();
        map.put("a", map);
        assertThatIllegalArgumentException().isThrownBy(() -> any(map)).withMessageContaining("128");
    }

    @Test
    void any_depthAtTheBound_written() {
        Object value = List.of();
        for (int depth = 1; depth < Codec.MAX_DEPTH; depth++) {
            value = depth % 2 == 0 ? List.of(value) : Map.of("a", value);
        }
        assertThat(codec().value(within(any(value)))).isEqualTo(value);
        Object over = List.of(value);
        assertThatIllegalArgumentException().isThrownBy(() -> any(over));
    }

    @Test
    void write_callsThatMakeNoJson_refused() {
        List<Consumer<JsonWriter>> wrong = List.of(
                writer -> writer.endObject(),
                writer -> writer.name("a"),
                writer -> writer.value(1).value(2),
                writer -> writer.beginArray().endObject(),
                writer -> writer.beginObject().endArray(),
                writer -> writer.beginArray().name("a"),
                writer -> writer.beginObject().value(1),
                writer -> writer.beginObject().name("a").name("b"),
                writer -> writer.beginObject().name("a").endObject(),
                writer -> writer.beginObject().endObject().beginObject());
        for (Consumer<JsonWriter> calls : wrong) {
            assertThatIllegalStateException().isThrownBy(() -> written(calls));
        }
    }

    @Test
    void write_twoWritersOfOneThread_doNotMix() {
        CollectingSink first = new CollectingSink();
        CollectingSink second = new CollectingSink();
        try (JsonWriter one = codec().writer(first);
                JsonWriter two = codec().writer(second)) {
            one.beginArray();
            two.beginObject();
            one.value("one").endArray();
            two.name("two").value(2).endObject();
        }
        assertThat(Slice.of(first.bytes()).text()).isEqualTo("[\"one\"]");
        assertThat(Slice.of(second.bytes()).text()).isEqualTo("{\"two\":2}");
    }

    @Test
    void write_afterClose_refused() {
        CollectingSink sink = new CollectingSink();
        JsonWriter writer = codec().writer(sink);
        writer.beginArray().endArray();
        writer.close();
        writer.close();
        assertThat(sink.size()).isEqualTo(2);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> writer.value("x"));
    }
}
