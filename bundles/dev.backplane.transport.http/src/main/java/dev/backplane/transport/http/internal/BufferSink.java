package dev.backplane.transport.http.internal;

import dev.backplane.spi.codec.ByteSink;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The body of one answer, written straight into pooled buffers; what is large and ready-made stands between them as it is. Not thread-safe; handed from the thread that fills it
 * to the I/O thread that sends it. Whoever holds it last calls {@link #free()}.
 *
 * <p>The first buffer keeps {@value #HEAD_ROOM} bytes free in front of the body, so that a head of usual size and a
 * small body leave in one buffer and one system call.
 */
final class BufferSink implements ByteSink {

    static final int HEAD_ROOM = 512;

    private final ByteBufferPool pool;
    /** From how many bytes on a buffer outside of the heap is not copied. */
    private static final int SHARED_BYTES = 4_096;

    private static final ByteBuffer FULL = ByteBuffer.allocate(0);

    private PooledByteBuffer[] pooled;
    private int count;

    /** The body in order: pooled buffers, to be flipped, and shared ones, ready to be read. */
    private ByteBuffer[] parts;

    private int partCount;
    private ByteBuffer tail;
    private int size;
    private int shared;

    BufferSink(ByteBufferPool pool) {
        this.pool = pool;
        PooledByteBuffer first = pool.allocate();
        this.pooled = new PooledByteBuffer[] {first};
        this.count = 1;
        this.tail = first.getBuffer();
        this.tail.position(HEAD_ROOM);
        this.parts = new ByteBuffer[] {tail};
        this.partCount = 1;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (!tail.hasRemaining()) {
                grow();
            }
            int part = Math.min(left, tail.remaining());
            tail.put(source, from, part);
            from += part;
            left -= part;
        }
        size += length;
    }

    @Override
    public void share(ByteBuffer ready) {
        if (!ready.isDirect() || ready.remaining() < SHARED_BYTES) {
            copy(ready.duplicate());
            return;
        }
        add(ready.duplicate());
        tail = FULL;
        size += ready.remaining();
        shared += ready.remaining();
    }

    private void copy(ByteBuffer source) {
        size += source.remaining();
        int end = source.limit();
        while (source.position() < end) {
            if (!tail.hasRemaining()) {
                grow();
            }
            source.limit(Math.min(end, source.position() + tail.remaining()));
            tail.put(source);
        }
    }

    /** Returns how many of the bytes were copied into it. */
    int copied() {
        return size - shared;
    }

    @Override
    public int size() {
        return size;
    }

    /** Puts the head in front of the body and returns all buffers, ready to be read. Called once. */
    ByteBuffer[] sealed(byte[] head, int length) {
        ByteBuffer first = pooled[0].getBuffer();
        if (length > HEAD_ROOM) {
            return sealedApart(head, length);
        }
        for (int i = 0; i < count; i++) {
            pooled[i].getBuffer().flip();
        }
        first.position(HEAD_ROOM - length);
        first.put(head, 0, length);
        first.position(HEAD_ROOM - length);
        return Arrays.copyOf(parts, partCount);
    }

    private ByteBuffer[] sealedApart(byte[] head, int length) {
        for (int i = 0; i < count; i++) {
            pooled[i].getBuffer().flip();
        }
        ByteBuffer[] buffers = new ByteBuffer[partCount + 1];
        buffers[0] = ByteBuffer.wrap(Arrays.copyOf(head, length));
        System.arraycopy(parts, 0, buffers, 1, partCount);
        buffers[1].position(HEAD_ROOM);
        return buffers;
    }

    /** Drops the body, so that the head leaves alone. */
    @Override
    public void clear() {
        while (count > 1) {
            pooled[--count].close();
        }
        partCount = 1;
        tail = pooled[0].getBuffer();
        tail.clear().position(HEAD_ROOM);
        size = 0;
        shared = 0;
    }

    /** Gives all buffers back; further calls do nothing. */
    void free() {
        for (int i = 0; i < count; i++) {
            pooled[i].close();
        }
        count = 0;
    }

    private void grow() {
        if (count == pooled.length) {
            pooled = Arrays.copyOf(pooled, count * 2);
        }
        PooledByteBuffer next = pool.allocate();
        pooled[count++] = next;
        tail = next.getBuffer();
        add(tail);
    }

    private void add(ByteBuffer part) {
        if (partCount == parts.length) {
            parts = Arrays.copyOf(parts, partCount * 2);
        }
        parts[partCount++] = part;
    }
}
