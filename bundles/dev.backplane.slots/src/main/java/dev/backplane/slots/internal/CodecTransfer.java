package dev.backplane.slots.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Tries codecs out. They have no state. */
final class CodecTransfer implements Transfer<Codec> {

    private static final String TRIAL =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"trial\",\"params\":{\"text\":\"\u00fc\"}}";

    @Override
    public void check(Codec newcomer) {
        Slice json = Slice.of(TRIAL.getBytes(StandardCharsets.UTF_8));
        if (!(newcomer.decode(json) instanceof Message.Request request) || !"trial".equals(request.method())) {
            throw new IllegalStateException("it does not understand " + TRIAL);
        }
        Written written = new Written();
        try (JsonWriter writer = newcomer.writer(written)) {
            writer.any(newcomer.value(json));
        }
        if (!TRIAL.equals(written.text())) {
            throw new IllegalStateException("it makes " + written.text() + " of " + TRIAL);
        }
    }

    private static final class Written implements ByteSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(byte[] source, int offset, int length) {
            bytes.write(source, offset, length);
        }

        @Override
        public int size() {
            return bytes.size();
        }

        @Override
        public void clear() {
            bytes.reset();
        }

        private String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
