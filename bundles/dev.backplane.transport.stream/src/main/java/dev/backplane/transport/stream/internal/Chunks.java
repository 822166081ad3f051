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

    private final ArrayBlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(MOST);
    private final AtomicInteger made = new AtomicInteger();

    ByteBuffer take() {
        ByteBuffer pooled = free.poll();
        if (pooled != null) {
            return pooled;
        }
        if (made.get() < MOST && made.incrementAndGet() <= MOST) {
            return ByteBuffer.allocateDirect(BYTES);
        }
        return ByteBuffer.allocate(BYTES);
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
        return Math.min(made.get(), MOST) - free.size();
    }
}
