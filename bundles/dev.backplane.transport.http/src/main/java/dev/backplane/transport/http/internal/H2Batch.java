package dev.backplane.transport.http.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames of data that leave in one system call: their heads in a buffer of the thread's, and between them views of what
 * is sent. Used once; confined to the I/O thread.
 */
final class H2Batch {

    private final ByteBuffer heads;
    private final List<ByteBuffer> parts = new ArrayList<>();

    /** For each frame: its first part, where it begins, and how much data it has. */
    private final List<int[]> frames = new ArrayList<>();

    private int bytes;
    private int taken;

    /** @param heads what is in it already goes in front */
    H2Batch(ByteBuffer heads) {
        this.heads = heads;
        addHead(0);
    }

    ByteBuffer[] parts() {
        return parts.toArray(new ByteBuffer[0]);
    }

    /** Returns the size of all of it. */
    int bytes() {
        return bytes;
    }

    /**
     * Cuts the sources into frames, as far as is allowed.
     *
     * @param last whether the stream ends where the sources do
     */
    void fill(int stream, ByteBuffer[] sources, int offset, int length, int allowed, boolean last) {
        int left = 0;
        for (int i = offset; i < offset + length && left < allowed; i++) {
            left += Math.min(sources[i].remaining(), allowed - left);
        }
        boolean all = last && left == remaining(sources, offset, length);
        int index = offset;
        int consumed = 0;
        while (left > 0) {
            int size = Math.min(left, H2.FRAME_BYTES_DEFAULT);
            left -= size;
            frames.add(new int[] {parts.size(), bytes, size});
            int start = heads.position();
            H2.putHead(heads, size, H2.DATA, all && left == 0 ? H2.END_STREAM : 0, stream);
            addHead(start);
            while (size > 0) {
                ByteBuffer source = sources[index];
                int part = Math.min(size, source.remaining() - consumed);
                if (part > 0) {
                    ByteBuffer view = source.duplicate();
                    view.position(source.position() + consumed).limit(source.position() + consumed + part);
                    add(view);
                    consumed += part;
                    size -= part;
                }
                if (consumed == source.remaining()) {
                    index++;
                    consumed = 0;
                }
            }
        }
    }

    /**
     * Says how much of it the socket has taken.
     *
     * @return how many parts are of what has begun: the rest of those must follow before anything else; the others are
     *     not sent
     */
    int begun(long written) {
        for (int[] frame : frames) {
            if (frame[1] >= written) {
                return frame[0];
            }
            taken += frame[2];
        }
        return parts.size();
    }

    /** Moves the sources behind what has begun; returns how much that is. */
    int take(ByteBuffer[] sources, int offset, int length) {
        int left = taken;
        for (int i = offset; i < offset + length && left > 0; i++) {
            int part = Math.min(left, sources[i].remaining());
            sources[i].position(sources[i].position() + part);
            left -= part;
        }
        return taken;
    }

    static int remaining(ByteBuffer[] sources, int offset, int length) {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += sources[i].remaining();
        }
        return (int) Math.min(sum, Integer.MAX_VALUE);
    }

    private void addHead(int start) {
        ByteBuffer view = heads.duplicate();
        view.position(start).limit(heads.position());
        add(view);
    }

    private void add(ByteBuffer part) {
        parts.add(part);
        bytes += part.remaining();
    }
}
