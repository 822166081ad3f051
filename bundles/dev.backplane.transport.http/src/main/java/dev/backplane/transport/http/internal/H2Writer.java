package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.Copies;
import dev.backplane.spi.transport.CopyReason;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.HpackEncoder;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSinkChannel;

/**
 * What an HTTP/2 connection sends. Confined to its I/O thread.
 *
 * <p>Frames go straight to the socket, data from the buffers that it was written to. What the socket does not take of a
 * frame that has begun is copied behind it, as are small frames while a batch is read: they leave in one system call. A peer
 * that makes us answer and does not read is cut off when {@value #BACKLOG_BYTES_MAX} bytes wait.
 */
final class H2Writer {

    private static final int BACKLOG_BYTES_MAX = 256 * 1024;
    private static final int SMALL_BYTES = 4096;
    private static final int BATCH_BYTES = 128 * 1024;
    private static final HttpString SESSION = new HttpString("Mcp-Session-Id");

    /** Values that are new each time would only push others out of the table. */
    private static final HpackEncoder.HpackHeaderFunction RULES = new HpackEncoder.HpackHeaderFunction() {
        @Override
        public boolean shouldUseIndexing(HttpString name, String value) {
            return !name.equals(Headers.CONTENT_LENGTH) && !name.equals(Headers.DATE) && !name.equals(SESSION);
        }

        @Override
        public boolean shouldUseHuffman(HttpString name, String value) {
            return false;
        }

        @Override
        public boolean shouldUseHuffman(HttpString name) {
            return false;
        }
    };

    private final ConduitStreamSinkChannel sink;
    private final ByteBufferPool pool;
    private final HpackEncoder encoder = new HpackEncoder(H2.TABLE_BYTES, RULES);
    private final ArrayDeque<PooledByteBuffer> backlog = new ArrayDeque<>(2);
    private final ByteBuffer scratch;
    private final Copies copies;
    private int backlogBytes;
    private boolean corked;
    private boolean stuck;

    /** @param scratch for heads of frames, shared by the connections of the thread */
    H2Writer(StreamConnection channel, ByteBufferPool pool, ByteBuffer scratch, Copies copies) {
        this.copies = copies;
        this.sink = channel.getSinkChannel();
        this.pool = pool;
        this.scratch = scratch;
    }

    void tableBytesMax(int bytes) {
        encoder.setMaxTableSize(Math.min(bytes, H2.TABLE_BYTES));
    }

    /** Tells whether the socket takes nothing more at this moment. */
    boolean isFull() {
        return stuck || !corked && backlogBytes > 0 || backlogBytes > BATCH_BYTES;
    }

    /** Tells whether all has gone. */
    boolean isEmpty() {
        return backlogBytes == 0 && !stuck;
    }

    /** Lets small frames wait for each other. */
    void cork() {
        corked = true;
    }

    void uncork() throws IOException {
        corked = false;
        flush();
    }

    /** Sends what waits; returns whether all is gone. */
    boolean flush() throws IOException {
        while (!backlog.isEmpty()) {
            PooledByteBuffer first = backlog.peekFirst();
            ByteBuffer bytes = first.getBuffer();
            bytes.flip();
            int written = sink.write(bytes);
            backlogBytes -= written;
            boolean all = !bytes.hasRemaining();
            bytes.compact();
            if (!all) {
                stuck = true;
                return false;
            }
            backlog.removeFirst();
            first.close();
        }
        return pushed();
    }

    /** Sends a small frame. */
    void control(int type, int flags, int stream, byte[] payload) throws IOException, H2Exception {
        scratch.clear();
        H2.putHead(scratch, payload.length, type, flags, stream);
        scratch.put(payload).flip();
        send(scratch);
    }

    void control(int type, int stream, int value) throws IOException, H2Exception {
        scratch.clear();
        H2.putHead(scratch, Integer.BYTES, type, 0, stream);
        scratch.putInt(value).flip();
        send(scratch);
    }

    /** Sends a head without a body, or whose body comes later. */
    void headers(int stream, HeaderMap headers, boolean last) throws IOException, H2Exception {
        scratch.clear();
        putHeaders(stream, headers, last);
        scratch.flip();
        send(scratch);
    }

    /**
     * Sends as much of the data as the socket takes, in whole frames.
     *
     * @param headers to go in front; null: none
     * @param max bytes that the peer allows
     * @param last whether the stream ends with the last of these bytes
     * @return how many bytes were taken from the sources
     */
    int data(
            int stream,
            @Nullable HeaderMap headers,
            ByteBuffer[] sources,
            int offset,
            int length,
            int max,
            boolean last)
            throws IOException, H2Exception {
        scratch.clear();
        if (headers != null) {
            putHeaders(stream, headers, false);
        }
        H2Batch batch = new H2Batch(scratch);
        batch.fill(stream, sources, offset, length, Math.min(max, BATCH_BYTES), last);
        ByteBuffer[] parts = batch.parts();
        long written = 0;
        boolean wait = corked && batch.bytes() <= SMALL_BYTES;
        if (!wait && (backlogBytes == 0 || flush())) {
            written = sink.write(parts, 0, parts.length);
            pushed();
        }
        int begun = batch.begun(wait ? batch.bytes() : written);
        for (int i = 0; i < begun; i++) {
            keep(parts[i]);
        }
        return batch.take(sources, offset, length);
    }

    void free() {
        for (PooledByteBuffer each : backlog) {
            each.close();
        }
        backlog.clear();
        backlogBytes = 0;
    }

    private void putHeaders(int stream, HeaderMap headers, boolean last) throws H2Exception {
        int start = scratch.position();
        scratch.position(start + H2.FRAME_HEAD);
        // what no frame of the least size has room for is not sent by us
        scratch.limit(start + H2.FRAME_HEAD + H2.FRAME_BYTES_DEFAULT);
        if (encoder.encode(headers, scratch) != HpackEncoder.State.COMPLETE) {
            throw new H2Exception(H2.INTERNAL_ERROR, "the head of an answer is larger than a frame");
        }
        int end = scratch.position();
        scratch.limit(scratch.capacity()).position(start);
        H2.putHead(
                scratch, end - start - H2.FRAME_HEAD, H2.HEADERS, H2.END_HEADERS | (last ? H2.END_STREAM : 0), stream);
        scratch.position(end);
    }

    private void send(ByteBuffer frame) throws IOException, H2Exception {
        if (!corked && (backlogBytes == 0 || flush())) {
            sink.write(frame);
            pushed();
        }
        keep(frame);
    }

    /** TLS keeps on the way what the socket does not take. */
    private boolean pushed() throws IOException {
        stuck = !sink.flush();
        return !stuck;
    }

    /** Copies what has not gone yet. */
    private void keep(ByteBuffer source) throws H2Exception {
        backlogBytes += source.remaining();
        copies.copied(CopyReason.WAITING, source.remaining());
        if (backlogBytes > BACKLOG_BYTES_MAX) {
            throw new H2Exception(
                    H2.ENHANCE_YOUR_CALM, "more than " + BACKLOG_BYTES_MAX + " bytes wait for the peer to take them");
        }
        while (source.hasRemaining()) {
            PooledByteBuffer last = backlog.peekLast();
            if (last == null || !last.getBuffer().hasRemaining()) {
                last = pool.allocate();
                backlog.addLast(last);
            }
            ByteBuffer target = last.getBuffer();
            int part = Math.min(target.remaining(), source.remaining());
            int limit = source.limit();
            source.limit(source.position() + part);
            target.put(source);
            source.limit(limit);
        }
    }
}
