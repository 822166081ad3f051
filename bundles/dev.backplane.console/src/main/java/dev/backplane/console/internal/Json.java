package dev.backplane.console.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.transport.Exchange;
import dev.backplane.spi.web.Page;
import java.io.ByteArrayOutputStream;
import java.util.Map;

/** JSON by the codec in use. Thread-safe. */
record Json(Codec codec) {

    static final String TYPE = "application/json";

    byte[] bytes(Object values) {
        Bytes sink = new Bytes();
        try (JsonWriter writer = codec.writer(sink)) {
            writer.any(values);
        }
        return sink.bytes.toByteArray();
    }

    void answer(Exchange exchange, int status, Object values) {
        Page.answer(exchange, status, TYPE, bytes(values));
    }

    void problem(Exchange exchange, int status, String problem) {
        answer(exchange, status, Map.of("problem", problem));
    }

    /** Returns the members of an object; none if it is no object. */
    Map<?, ?> read(byte[] body) {
        try {
            return codec.value(Slice.of(body)) instanceof Map<?, ?> members ? members : Map.of();
        } catch (CodecException e) {
            return Map.of();
        }
    }

    private static final class Bytes implements ByteSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);

        @Override
        public void write(byte[] source, int offset, int length) {
            bytes.write(source, offset, length);
        }

        @Override
        public void clear() {
            bytes.reset();
        }

        @Override
        public int size() {
            return bytes.size();
        }
    }
}
