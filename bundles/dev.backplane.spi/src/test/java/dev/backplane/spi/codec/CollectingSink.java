package dev.backplane.spi.codec;

import java.io.ByteArrayOutputStream;

/** Collects what is written. Not thread-safe. */
public final class CollectingSink implements ByteSink {

    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

    @Override
    public void write(byte[] source, int offset, int length) {
        collected.write(source, offset, length);
    }

    @Override
    public void clear() {
        collected.reset();
    }

    @Override
    public int size() {
        return collected.size();
    }

    public byte[] bytes() {
        return collected.toByteArray();
    }
}
