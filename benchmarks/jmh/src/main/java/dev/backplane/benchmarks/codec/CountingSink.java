package dev.backplane.benchmarks.codec;

import dev.backplane.spi.codec.ByteSink;

/** Copies bytes into an array that is large enough, as a transport does into its buffers. Not thread-safe. */
final class CountingSink implements ByteSink {

    private final byte[] bytes = new byte[1 << 20];
    private int size;

    @Override
    public void write(byte[] source, int offset, int length) {
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void clear() {
        size = 0;
    }
}
