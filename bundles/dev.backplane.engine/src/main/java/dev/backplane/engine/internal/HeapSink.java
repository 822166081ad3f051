package dev.backplane.engine.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.JsonWriter;
import java.util.Arrays;
import java.util.function.Consumer;

/** A growing array, for messages that outlive their sending. Not thread-safe. */
final class HeapSink implements ByteSink {

    private byte[] bytes = new byte[256];
    private int size;

    @Override
    public void write(byte[] source, int offset, int length) {
        if (length > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(doubled(), size + length));
        }
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    private int doubled() {
        return bytes.length > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE - 8 : bytes.length * 2;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void clear() {
        size = 0;
    }

    byte[] toBytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /** Writes one JSON value with the codec and returns its bytes. */
    static byte[] encode(Codec codec, Consumer<JsonWriter> value) {
        return encode(codec, Integer.MAX_VALUE, value);
    }

    /** @throws AnswerTooLargeException if it takes more than so many bytes */
    static byte[] encode(Codec codec, int most, Consumer<JsonWriter> value) {
        HeapSink sink = new HeapSink();
        try (JsonWriter out = codec.writer(most == Integer.MAX_VALUE ? sink : new LimitedSink(sink, most))) {
            value.accept(out);
        }
        return sink.toBytes();
    }
}
