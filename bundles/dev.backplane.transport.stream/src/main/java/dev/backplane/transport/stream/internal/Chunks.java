package dev.backplane.transport.stream.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Buffers outside of the heap, which the system takes bytes from without another copy; bounded: beyond, buffers on the heap
 * take their place. Thread-safe.
 */
final class Chunks {

    static final int BYTES = 16 * 1024;

    /** 16 MB: room for what is read of a resource of 10 MB, in base64. */
    private static final int MOST = 1_024;

    private final int bytes;
    private final int most;
    private final ArrayBlockingQueue<ByteBuffer> free;
    private final AtomicInteger made = new AtomicInteger();

    /** Makes those that messages are written to. */
    Chunks() {
        this(BYTES, MOST);
    }

    /**
     * Makes others.
     *
     * @param bytes of each
     * @param most how many outside of the heap
     */
    Chunks(int bytes, int most) {
        this.bytes = bytes;
        this.most = most;
        this.free = new ArrayBlockingQueue<>(most);
    }

    ByteBuffer take() {
        ByteBuffer pooled = free.poll();
        if (pooled != null) {
            return pooled;
        }
        if (made.get() < most && made.incrementAndGet() <= most) {
            return ByteBuffer.allocateDirect(bytes);
        }
        return ByteBuffer.allocate(bytes);
    }

    /** Takes back any buffer that is used no more; keeps those of its own. */
    void giveBack(ByteBuffer buffer) {
        if (buffer.isDirect() && !buffer.isReadOnly()) {
            buffer.clear();
            free.offer(buffer);
        }
    }

    /** Returns how many of its own are in use. */
    int inUse() {
        return Math.min(made.get(), most) - free.size();
    }
}
