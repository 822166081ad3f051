package dev.backplane.transport.http.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The frames of an event stream that wait to be sent, and how they become HTTP chunks. Not thread-safe. */
final class FrameQueue {

    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int CHUNK_DIGITS = 8;
    private static final int CHUNK_HEAD = CHUNK_DIGITS + 2;
    private static final int CHUNK_END = 2;

    private final boolean chunked;
    private @Nullable Frame first;
    private @Nullable Frame last;
    private int messages;
    private long bytes;

    FrameQueue(boolean chunked) {
        this.chunked = chunked;
    }

    void add(Frame frame) {
        Frame tail = last;
        if (tail == null) {
            first = frame;
        } else {
            tail.next = frame;
        }
        last = frame;
        messages++;
        bytes += frame.heap();
    }

    boolean isEmpty() {
        return first == null;
    }

    /** Returns how many frames wait, one that is partly sent included. */
    int messages() {
        return messages;
    }

    /** Returns the heap that they take; of a frame that is partly sent, all. */
    long bytes() {
        return bytes;
    }

    void clear() {
        first = null;
        last = null;
        messages = 0;
        bytes = 0;
    }

    /**
     * Moves what fits into the empty buffer, as one chunk.
     *
     * @param ending whether the stream ends with the queue
     * @return whether the end is in the buffer too
     */
    boolean fill(ByteBuffer target, boolean ending) {
        Frame frame = first;
        if (frame != null && frame.isOutsideOfChunks()) {
            frame = frame.put(target) ? remove(frame) : frame;
        }
        if (frame != null && !frame.isOutsideOfChunks() && target.remaining() > CHUNK_HEAD + CHUNK_END) {
            frame = fillChunk(target, frame);
        }
        boolean end = frame == null && ending && target.remaining() >= LAST_CHUNK.length;
        if (end && chunked) {
            target.put(LAST_CHUNK);
        }
        return end;
    }

    private @Nullable Frame fillChunk(ByteBuffer target, Frame from) {
        Frame frame = from;
        int start = target.position();
        if (chunked) {
            target.limit(target.capacity() - CHUNK_END).position(start + CHUNK_HEAD);
        }
        while (frame != null && target.hasRemaining()) {
            frame = frame.put(target) ? remove(frame) : frame;
        }
        if (chunked) {
            target.limit(target.capacity());
            int size = target.position() - start - CHUNK_HEAD;
            for (int i = CHUNK_DIGITS - 1; i >= 0; i--) {
                target.put(start + i, HEX[size & 0xf]);
                size >>>= 4;
            }
            target.put(start + CHUNK_DIGITS, (byte) '\r').put(start + CHUNK_DIGITS + 1, (byte) '\n');
            target.put((byte) '\r').put((byte) '\n');
        }
        return frame;
    }

    private @Nullable Frame remove(Frame frame) {
        messages--;
        bytes -= frame.heap();
        first = frame.next;
        if (first == null) {
            last = null;
        }
        return first;
    }
}
