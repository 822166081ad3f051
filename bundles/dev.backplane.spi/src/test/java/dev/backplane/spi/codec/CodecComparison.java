package dev.backplane.spi.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Holds a codec that does not validate UTF-8 against one that does. Stateless. */
record CodecComparison(Codec unvalidated, Codec codec) {

    /** The first codec must make the same of bytes as the second makes of them with U+FFFD for what is malformed. */
    void assertReadAsMended(Slice json) {
        Slice mended = Slice.of(json.text().getBytes(StandardCharsets.UTF_8));
        byte[] before = json.toBytes();

        Message expected = attempt(() -> codec.decode(mended));
        Message actual = attempt(() -> unvalidated.decode(json));
        assertThat(described(unvalidated, actual)).isEqualTo(described(codec, expected));
        assertThat(attempt(() -> Described.params(unvalidated, unvalidated.members(json))))
                .isEqualTo(attempt(() -> Described.params(codec, codec.members(mended))));
        assertThat(attempt(() -> value(unvalidated, json))).isEqualTo(attempt(() -> value(codec, mended)));
        if (actual instanceof Message.Request request) {
            assertThat(request.id().text())
                    .isEqualTo(((Message.Request) expected).id().text());
        }
        assertThat(Arrays.equals(json.toBytes(), before)).as("not written to").isTrue();
    }

    private static Object described(Codec codec, Message message) {
        return message == null ? "refused" : Described.message(codec, message);
    }

    /** Returns a value that is not null, unless it is refused. */
    private static Object value(Codec codec, Slice json) {
        Object value = codec.value(json);
        return value == null ? "null" : value;
    }

    /** Returns null where the bytes are refused. */
    private static <T> T attempt(java.util.function.Supplier<T> reading) {
        try {
            return reading.get();
        } catch (CodecException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return null;
        }
    }
}
