package dev.backplane.transport.stream.internal;

import dev.backplane.spi.codec.ByteSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message on its way from the codec to the socket. Not thread-safe. */
final class ChunkSink implements ByteSink {

    /** From how many bytes on a buffer outside of the heap is not copied. */
    private static final int SHARED_BYTES = 4_096;

    private final Chunks chunks;
    private final List<ByteBuffer> filled = new ArrayList<>(1);
    private @Nullable ByteBuffer last;
    private int size;
    private int shared;

    ChunkSink(Chunks chunks) {
        this.chunks = chunks;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        int at = offset;
        int left = length;
        while (left > 0) {
            ByteBuffer room = room();
            int part = Math.min(left, room.remaining());
            room.put(source, at, part);
            at += part;
            left -= part;
        }
        size += length;
    }

    @Override
    public void share(ByteBuffer ready) {
        if (!ready.isDirect() || ready.remaining() < SHARED_BYTES) {
            ByteSink.super.share(ready);
            return;
        }
        // read-only, by which it is told from buffers to be used again
        filled.add(ready.asReadOnlyBuffer());
        last = null;
        size += ready.remaining();
        shared += ready.remaining();
    }

    private ByteBuffer room() {
        ByteBuffer open = last;
        if (open == null || !open.hasRemaining()) {
            open = chunks.take();
            filled.add(open);
            last = open;
        }
        return open;
    }

    /** Returns how many of the bytes were copied into it. */
    int copied() {
        return size - shared;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void clear() {
        filled.forEach(chunks::giveBack);
        filled.clear();
        last = null;
        size = 0;
        shared = 0;
    }

    /** Ends the message; returns its buffers, ready to be read. */
    List<ByteBuffer> finish() {
        room().put((byte) '\n');
        for (ByteBuffer each : filled) {
            if (!each.isReadOnly()) {
                each.flip();
            }
        }
        return filled;
    }
}
