package dev.backplane.transport.http.internal;

import dev.backplane.spi.codec.ByteSink;
import java.util.Arrays;

/** One message on the heap, for an event stream, which keeps it until it is sent. Not thread-safe. */
final class HeapSink implements ByteSink {

    private static final int FIRST_BYTES = 256;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;
    private long copied;

    @Override
    public void write(byte[] source, int offset, int length) {
        if (bytes.length - size < length) {
            copied += size;
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + length));
        }
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
        copied += length;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void clear() {
        size = 0;
    }

    /** Returns how many bytes were copied on the way to the message. */
    long copied() {
        return copied;
    }

    byte[] toBytes() {
        copied += size;
        return Arrays.copyOf(bytes, size);
    }
}
