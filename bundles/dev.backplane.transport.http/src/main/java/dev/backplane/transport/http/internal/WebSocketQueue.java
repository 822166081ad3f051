package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.CopyReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.ConduitStreamSinkChannel;

/**
 * The frames of a WebSocket that wait to be sent. Thread-safe: the lock of this object guards the queue; the rest is confined
 * to the I/O thread. Messages go out from the buffers that they were written to.
 */
final class WebSocketQueue {

    /** A frame takes that besides its bytes. */
    private static final int OWN_BYTES = 64;

    private final Link link;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>(2);
    private long bytes;
    private boolean closing;
    private boolean freed;

    private @Nullable Entry current;

    /** One frame: its buffers, and the sink that these are of. */
    private record Entry(ByteBuffer[] buffers, @Nullable BufferSink sink, int size) {}

    WebSocketQueue(Link link) {
        this.link = link;
    }

    /** Puts the head in front of the text and appends it. Returns false if there is no room, or the end is near. */
    boolean add(BufferSink text) {
        byte[] head = head(WebSocketReader.TEXT, text.size());
        copied(CopyReason.ENCODED, text.copied());
        return add(new Entry(text.sealed(head, head.length), text, text.size()), false);
    }

    boolean add(byte[] text) {
        byte[] head = head(WebSocketReader.TEXT, text.length);
        ByteBuffer[] buffers = {ByteBuffer.wrap(head), ByteBuffer.wrap(text)};
        copied(CopyReason.HEAP, text.length);
        return add(new Entry(buffers, null, text.length), false);
    }

    private void copied(CopyReason reason, int size) {
        link.listener.copies().copied(reason, size);
    }

    /** Appends a frame that says something about the connection; whether or not there is room. */
    void control(int opcode, byte[] payload) {
        byte[] head = head(opcode, payload.length);
        add(new Entry(new ByteBuffer[] {ByteBuffer.wrap(head), ByteBuffer.wrap(payload)}, null, payload.length), true);
        if (opcode == WebSocketReader.CLOSE) {
            synchronized (this) {
                closing = true;
            }
        }
    }

    private synchronized boolean add(Entry entry, boolean control) {
        Settings settings = link.listener.settings();
        boolean full = !control
                && !entries.isEmpty()
                && (bytes >= settings.streamQueueBytesMax()
                        || entries.size() >= settings.streamQueueMessagesMax()
                        || bytes >= Settings.STREAM_QUEUE_BYTES_LEAST
                                && link.listener.streams().bytes() >= settings.streamsBytesMax());
        if (closing || freed || full) {
            BufferSink sink = entry.sink();
            if (sink != null) {
                sink.free();
            }
            return false;
        }
        entries.addLast(entry);
        count(1, entry.size() + OWN_BYTES);
        return true;
    }

    synchronized boolean isClosing() {
        return closing || freed;
    }

    /** Sends what the socket takes; returns whether all has gone. */
    boolean flush(ConduitStreamSinkChannel sink) throws IOException {
        for (Entry entry = next(); entry != null; entry = next()) {
            ByteBuffer[] buffers = entry.buffers();
            while (H2Batch.remaining(buffers, 0, buffers.length) > 0) {
                long written = sink.write(buffers, 0, buffers.length);
                if (written == 0) {
                    return false;
                }
                link.listener.copies().sent(written);
            }
            sent(entry);
        }
        return sink.flush();
    }

    private synchronized @Nullable Entry next() {
        if (current == null) {
            current = entries.peekFirst();
        }
        return current;
    }

    private synchronized void sent(Entry entry) {
        if (entries.pollFirst() == entry) {
            count(-1, -(entry.size() + OWN_BYTES));
        }
        current = null;
        BufferSink sink = entry.sink();
        if (sink != null) {
            sink.free();
        }
    }

    /** Lets go of all; the connection is closed. On the I/O thread. */
    synchronized void free() {
        freed = true;
        for (Entry each : entries) {
            BufferSink sink = each.sink();
            if (sink != null) {
                sink.free();
            }
        }
        count(-entries.size(), -bytes);
        entries.clear();
    }

    private void count(int messages, long more) {
        bytes += more;
        link.listener.streams().queued(messages, more);
    }

    private static byte[] head(int opcode, int size) {
        int first = WebSocketReader.FINAL | opcode;
        if (size < 126) {
            return new byte[] {(byte) first, (byte) size};
        }
        if (size < 1 << 16) {
            return new byte[] {(byte) first, 126, (byte) (size >> 8), (byte) size};
        }
        return ByteBuffer.allocate(10)
                .put((byte) first)
                .put((byte) 127)
                .putLong(size)
                .array();
    }
}
