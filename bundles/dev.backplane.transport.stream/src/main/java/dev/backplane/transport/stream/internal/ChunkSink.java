package dev.backplane.transport.stream.internal;

import dev.backplane.spi.codec.ByteSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** One message on its way from the codec to the socket. Not thread-safe. */
final class ChunkSink implements ByteSink {

    private final Chunks chunks;
    private final List<ByteBuffer> filled = new ArrayList<>(1);
    private int size;

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

    private ByteBuffer room() {
        if (!filled.isEmpty()) {
            ByteBuffer last = filled.get(filled.size() - 1);
            if (last.hasRemaining()) {
                return last;
            }
        }
        ByteBuffer next = chunks.take();
        filled.add(next);
        return next;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void clear() {
        filled.forEach(chunks::giveBack);
        filled.clear();
        size = 0;
    }

    /** Ends the message; returns its buffers, ready to be read. */
    List<ByteBuffer> finish() {
        room().put((byte) '\n');
        filled.forEach(ByteBuffer::flip);
        return filled;
    }
}
