package dev.backplane.transport.stream.internal;

import dev.backplane.spi.transport.Copies;
import dev.backplane.spi.transport.CopyReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;

/**
 * What waits for the peer of one connection, bounded. Whoever sends writes, as long as the socket takes it; the rest is written
 * by the connection's loop. Guarded by itself; calls nobody with its lock but the loop's queue.
 */
final class Outgoing {

    private static final int GATHERED = 16;
    private static final int SMALL_BYTES = 4096;

    private final SocketLine line;
    private final Wire wire;
    private final Chunks chunks;
    private final Copies copies;
    private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>(2);
    private long bytes;

    /** What the wire has taken and the socket has not. */
    private int held;

    private boolean corked;
    private boolean waiting;
    private boolean closing;
    private boolean finished;
    private boolean over;
    private long progressNanos;

    Outgoing(SocketLine line, Wire wire, Chunks chunks, Copies copies) {
        this.copies = copies;
        this.line = line;
        this.wire = wire;
        this.chunks = chunks;
    }

    /**
     * Sends the buffers of one message.
     *
     * @param max bytes that may wait
     * @return false if nothing is sent any more
     */
    synchronized boolean send(List<ByteBuffer> message, long max) {
        if (closing || over) {
            message.forEach(chunks::giveBack);
            return false;
        }
        long size = 0;
        long onHeap = 0;
        for (ByteBuffer each : message) {
            size += each.remaining();
            onHeap += each.isDirect() || wire.encrypts() ? 0 : each.remaining();
        }
        copies.copied(CopyReason.HEAP, onHeap);
        if (bytes > 0 && bytes + size > max) {
            flush();
            if (bytes > 0 && bytes + size > max) {
                message.forEach(chunks::giveBack);
                over();
                line.cut("more than queueBytesMax = " + max + " bytes wait for it");
                return false;
            }
        }
        if (bytes == 0) {
            progressNanos = System.nanoTime();
        }
        bytes += size;
        for (ByteBuffer each : message) {
            queue.add(waiting ? tight(each) : each);
        }
        if (!corked && !waiting) {
            flush();
        }
        return !over;
    }

    /** What waits for long is not to hold large buffers. */
    private ByteBuffer tight(ByteBuffer buffer) {
        if (!buffer.isDirect() || buffer.remaining() > SMALL_BYTES) {
            return buffer;
        }
        copies.copied(CopyReason.WAITING, buffer.remaining());
        ByteBuffer copy = ByteBuffer.allocate(buffer.remaining());
        copy.put(buffer).flip();
        chunks.giveBack(buffer);
        return copy;
    }

    /** Lets what is sent gather until {@link #uncork}. */
    synchronized void cork() {
        corked = true;
    }

    synchronized void uncork() {
        corked = false;
        if (!waiting) {
            flush();
        }
    }

    /** Writes what the socket takes. */
    synchronized void flush() {
        if (over) {
            return;
        }
        try {
            writeAll();
        } catch (IOException e) {
            over();
            line.broken(e);
            return;
        }
        // what cannot be sent before the peer has said something does not wait for room
        boolean more = held > 0 || !queue.isEmpty() && !wire.isOpening();
        if (more != waiting) {
            waiting = more;
            line.interest(SelectionKey.OP_WRITE, more);
            if (more) {
                Collection<ByteBuffer> all = List.copyOf(queue);
                queue.clear();
                all.forEach(each -> queue.add(tight(each)));
            }
        }
        if (!more && finished) {
            line.flushed();
        }
    }

    private void writeAll() throws IOException {
        int before = held;
        held = wire.flush();
        if (held < before) {
            progressNanos = System.nanoTime();
        }
        while (!queue.isEmpty() && write() > 0) {
            progressNanos = System.nanoTime();
            while (!queue.isEmpty() && !queue.element().hasRemaining()) {
                chunks.giveBack(queue.remove());
            }
        }
        if (closing && queue.isEmpty() && !finished) {
            finished = true;
            wire.finish();
        }
        held = wire.flush();
    }

    private long write() throws IOException {
        ByteBuffer[] some = queue.size() == 1
                ? new ByteBuffer[] {queue.element()}
                : queue.stream().limit(GATHERED).toArray(ByteBuffer[]::new);
        long written = wire.write(some);
        bytes -= written;
        copies.sent(written);
        return written;
    }

    /** Takes nothing more; the line is told when all has gone out. */
    synchronized void close() {
        if (!closing && !over) {
            closing = true;
            if (!corked) {
                flush();
            }
        }
    }

    /** Lets go of everything. */
    synchronized void over() {
        over = true;
        queue.forEach(chunks::giveBack);
        queue.clear();
        bytes = 0;
        held = 0;
    }

    synchronized boolean isOpen() {
        return !closing && !over;
    }

    synchronized long waitingBytes() {
        return bytes + held;
    }

    synchronized int waitingMessages() {
        return queue.size();
    }

    /** Returns for how long the peer has taken nothing of what waits for it; 0: nothing waits. */
    synchronized long stalledNanos(long now) {
        return bytes + held == 0 ? 0 : now - progressNanos;
    }
}
