package dev.backplane.codec.jackson.internal;

import dev.backplane.spi.codec.ByteSink;
import java.io.OutputStream;

/** A sink as the stream that Jackson writes to. Not thread-safe. */
final class SinkStream extends OutputStream {

    private final ByteSink sink;

    SinkStream(ByteSink sink) {
        this.sink = sink;
    }

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        sink.write(source, offset, length);
    }
}
