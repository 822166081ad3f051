package dev.backplane.shell.internal;

import dev.backplane.spi.codec.ByteSink;
import java.io.ByteArrayOutputStream;

/** A sink on the heap. Not thread-safe. */
final class Bytes implements ByteSink {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

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

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
