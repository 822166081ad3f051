package dev.backplane.transport.http.internal;

import io.undertow.util.HeaderMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where the answer on one stream of HTTP/2 goes, as fast as its peer and the connection's allow. Confined to the I/O thread. */
final class H2Output implements Output {

    private final H2Connection connection;
    private final int stream;
    private final ByteBuffer[] one = new ByteBuffer[1];
    private @Nullable HeaderMap head;
    private long left = -1;
    private long window;
    private boolean ended;
    private @Nullable Runnable writable;

    /** @param window the bytes that the peer takes at first */
    H2Output(H2Connection connection, int stream, long window) {
        this.connection = connection;
        this.stream = stream;
        this.window = window;
    }

    /**
     * Sets the head, which goes out with the first data.
     *
     * @param length of the body in bytes; -1: unknown
     */
    void head(HeaderMap headers, long length) {
        head = headers;
        left = length;
    }

    /** Sends the head now. */
    void sendHead() throws IOException {
        HeaderMap unsent = head;
        if (unsent != null) {
            head = null;
            ended = left == 0;
            connection.guarded(() -> connection.writer().headers(stream, unsent, ended));
        }
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        int size = H2Batch.remaining(sources, offset, length);
        int max = (int) Math.min(window, Math.min(connection.sendWindow(), Integer.MAX_VALUE));
        if (size == 0 || max <= 0 || connection.writer().isFull()) {
            sendHead();
            return 0;
        }
        HeaderMap unsent = head;
        head = null;
        boolean last = left == size;
        int[] taken = new int[1];
        connection.guarded(
                () -> taken[0] = connection.writer().data(stream, unsent, sources, offset, length, max, last));
        window -= taken[0];
        connection.sent(taken[0]);
        if (left > 0) {
            left -= taken[0];
            ended = left == 0;
        }
        return taken[0];
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        one[0] = source;
        return (int) write(one, 0, 1);
    }

    /** What waits here is the connection's to send. */
    @Override
    public boolean flush() {
        return true;
    }

    /** Says that nothing more comes. */
    void end() throws IOException {
        sendHead();
        if (!ended) {
            ended = true;
            connection.guarded(() -> connection.writer().control(H2.DATA, H2.END_STREAM, stream, new byte[0]));
        }
    }

    boolean isEnded() {
        return ended;
    }

    @Override
    public void onWritable(@Nullable Runnable action) {
        boolean before = writable != null;
        writable = action;
        if (action != null) {
            connection.await(before ? null : this);
        }
    }

    /** Goes on; returns whether it waits still. */
    boolean proceed() {
        Runnable action = writable;
        if (action != null) {
            action.run();
        }
        return writable != null;
    }

    /** The peer takes more, or, where it has changed its mind, less. Returns false if that is more than there can be. */
    boolean widen(long bytes) {
        window += bytes;
        return window <= Integer.MAX_VALUE;
    }
}
