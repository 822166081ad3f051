package dev.backplane.transport.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the frames of a peer apart, and checks that they keep to RFC 9113. Confined to the I/O thread. Between two reads it
 * keeps at most one frame that is not complete, and a head in parts.
 */
final class H2Reader {

    /** What the peer may send on the connection, and on a stream, before it hears from us. */
    static final int WINDOW = 1 << 20;

    private static final int STREAM_WINDOW = 256 * 1024;

    private final H2Connection connection;
    private final Settings settings;
    private final H2Calm calm;
    private final H2Headers head;
    private int prefaceLeft = H2.PREFACE_BYTES;
    private byte @Nullable [] incomplete;
    private long amidNanos;
    private boolean greeted;
    private int lastStream;
    private int headOf;
    private boolean headLast;
    private int toGrant;

    H2Reader(H2Connection connection, Settings settings) {
        this.connection = connection;
        this.settings = settings;
        this.calm = new H2Calm(settings.http2ResetsPerSecondMax());
        this.head = new H2Headers(settings.headerBytesMax());
    }

    H2Calm calm() {
        return calm;
    }

    int lastStream() {
        return lastStream;
    }

    /** Returns what the peer is asked to keep to. */
    byte[] settings() {
        ByteBuffer values = ByteBuffer.allocate(3 * 6);
        values.putShort((short) H2.SETTING_STREAMS_MAX).putInt(settings.http2StreamsMax());
        values.putShort((short) H2.SETTING_WINDOW).putInt(STREAM_WINDOW);
        values.putShort((short) H2.SETTING_HEADERS_MAX).putInt(settings.headerBytesMax());
        return values.array();
    }

    /** Puts back what the last read has left. */
    void restore(ByteBuffer target) {
        byte[] kept = incomplete;
        if (kept != null) {
            target.put(kept);
            incomplete = null;
        }
    }

    /** Keeps what is no whole frame. */
    void keep(ByteBuffer rest) {
        if (rest.hasRemaining()) {
            if (!isAmid()) {
                amidNanos = System.nanoTime();
            }
            byte[] kept = new byte[rest.remaining()];
            rest.get(kept);
            incomplete = kept;
        }
    }

    /** Tells whether the rest of a frame, or of a head, is waited for. */
    boolean isAmid() {
        return incomplete != null || headOf != 0;
    }

    long amidNanos() {
        return amidNanos;
    }

    void free() {
        incomplete = null;
    }

    void read(ByteBuffer bytes) throws IOException, H2Exception {
        if (prefaceLeft > 0) {
            if (bytes.remaining() < prefaceLeft) {
                keep(bytes);
                return;
            }
            if (!H2.isPreface(bytes)) {
                throw new H2Exception(H2.PROTOCOL_ERROR, "the connection does not begin as HTTP/2 does");
            }
            bytes.position(bytes.position() + prefaceLeft);
            prefaceLeft = 0;
        }
        while (bytes.remaining() >= H2.FRAME_HEAD) {
            int start = bytes.position();
            int first = bytes.getInt(start);
            int length = first >>> 8;
            if (length > H2.FRAME_BYTES_DEFAULT) {
                throw new H2Exception(H2.FRAME_SIZE_ERROR, "a frame of " + length + " bytes");
            }
            if (bytes.remaining() < H2.FRAME_HEAD + length) {
                break;
            }
            int flags = bytes.get(start + 4) & 0xff;
            int stream = bytes.getInt(start + 5) & Integer.MAX_VALUE;
            int end = start + H2.FRAME_HEAD + length;
            ByteBuffer payload = bytes.duplicate();
            payload.position(start + H2.FRAME_HEAD).limit(end);
            bytes.position(end);
            frame(first & 0xff, flags, stream, payload);
        }
        keep(bytes);
    }

    private void frame(int type, int flags, int stream, ByteBuffer payload) throws IOException, H2Exception {
        if (!greeted && type != H2.SETTINGS) {
            throw new H2Exception(H2.PROTOCOL_ERROR, "the first frame is not SETTINGS");
        }
        if (headOf != 0 && (type != H2.CONTINUATION || stream != headOf)) {
            throw new H2Exception(H2.PROTOCOL_ERROR, "a head is not continued");
        }
        switch (type) {
            case H2.DATA -> data(flags, stream, payload);
            case H2.HEADERS -> headers(flags, stream, payload);
            case H2.CONTINUATION -> continuation(flags, payload);
            case H2.SETTINGS -> settings(flags, stream, payload);
            case H2.RST_STREAM -> reset(stream, payload);
            case H2.WINDOW_UPDATE -> window(stream, payload);
            case H2.PING -> {
                require(stream == 0, H2.PROTOCOL_ERROR, "PING on a stream");
                require(payload.remaining() == 8, H2.FRAME_SIZE_ERROR, "PING");
                if ((flags & H2.ACK) == 0) {
                    calm.frame();
                    byte[] data = new byte[8];
                    payload.get(data);
                    connection.writer().control(H2.PING, H2.ACK, 0, data);
                }
            }
            case H2.GOAWAY -> {
                require(stream == 0, H2.PROTOCOL_ERROR, "GOAWAY on a stream");
                connection.peerLeaves();
            }
            case H2.PUSH_PROMISE -> throw new H2Exception(H2.PROTOCOL_ERROR, "a client does not push");
            default -> calm.frame();
        }
    }

    private void data(int flags, int stream, ByteBuffer payload) throws IOException, H2Exception {
        int size = payload.remaining();
        require(stream != 0 && stream <= lastStream, H2.PROTOCOL_ERROR, "DATA on no stream");
        unpad(flags, payload);
        boolean last = (flags & H2.END_STREAM) != 0;
        if (size == 0 && !last) {
            calm.frame();
        }
        toGrant += size;
        require(toGrant <= WINDOW, H2.FLOW_CONTROL_ERROR, "more DATA than the window has");
        if (toGrant >= WINDOW / 2) {
            connection.writer().control(H2.WINDOW_UPDATE, 0, toGrant);
            toGrant = 0;
        }
        H2Exchange exchange = connection.exchange(stream);
        if (exchange == null) {
            // one that is answered or reset meanwhile
            return;
        }
        require(!exchange.isInputEnded(), H2.STREAM_CLOSED, "DATA behind the end");
        exchange.data(payload, last);
        if (size > 0 && !last && exchange.isReading()) {
            connection.writer().control(H2.WINDOW_UPDATE, stream, size);
        }
    }

    private void headers(int flags, int stream, ByteBuffer payload) throws IOException, H2Exception {
        require((stream & 1) == 1, H2.PROTOCOL_ERROR, "HEADERS on stream " + stream);
        unpad(flags, payload);
        if ((flags & H2.WITH_PRIORITY) != 0) {
            require(payload.remaining() >= 5, H2.FRAME_SIZE_ERROR, "HEADERS");
            payload.position(payload.position() + 5);
        }
        headOf = stream;
        headLast = (flags & H2.END_STREAM) != 0;
        amidNanos = System.nanoTime();
        continuation(flags, payload);
    }

    private void continuation(int flags, ByteBuffer payload) throws IOException, H2Exception {
        require(headOf != 0, H2.PROTOCOL_ERROR, "CONTINUATION of nothing");
        boolean complete = (flags & H2.END_HEADERS) != 0;
        head.add(payload, complete);
        if (complete) {
            int stream = headOf;
            headOf = 0;
            headed(stream, headLast);
        }
    }

    private void headed(int stream, boolean last) throws IOException, H2Exception {
        if (stream <= lastStream) {
            trailers(stream, last);
            return;
        }
        lastStream = stream;
        if (head.isRequest() || head.isTooLarge()) {
            connection.request(stream, head, last);
        } else {
            calm.reset();
            connection.writer().control(H2.RST_STREAM, stream, H2.PROTOCOL_ERROR);
        }
    }

    /** They mean nothing here, but they end a body. */
    private void trailers(int stream, boolean last) throws H2Exception {
        H2Exchange exchange = connection.exchange(stream);
        if (exchange == null) {
            calm.reset();
            return;
        }
        require(last && !exchange.isInputEnded(), H2.PROTOCOL_ERROR, "HEADERS amid a request");
        exchange.data(ByteBuffer.allocate(0), true);
    }

    private void settings(int flags, int stream, ByteBuffer payload) throws IOException, H2Exception {
        require(stream == 0, H2.PROTOCOL_ERROR, "SETTINGS on a stream");
        boolean ack = (flags & H2.ACK) != 0;
        require(payload.remaining() % 6 == 0 && (!ack || !payload.hasRemaining()), H2.FRAME_SIZE_ERROR, "SETTINGS");
        greeted = true;
        if (ack) {
            return;
        }
        calm.frame();
        while (payload.hasRemaining()) {
            int key = payload.getShort() & 0xffff;
            int value = payload.getInt();
            switch (key) {
                case H2.SETTING_WINDOW -> {
                    require(value >= 0, H2.FLOW_CONTROL_ERROR, "a window is larger than there can be");
                    connection.streamWindow(value);
                }
                case H2.SETTING_FRAME_BYTES_MAX -> {
                    require(
                            value >= H2.FRAME_BYTES_DEFAULT && value <= H2.FRAME_BYTES_MOST,
                            H2.PROTOCOL_ERROR,
                            "SETTINGS_MAX_FRAME_SIZE = " + value);
                    // no larger ones than usual: streams take turns
                }
                case H2.SETTING_TABLE_SIZE -> connection.writer().tableBytesMax(value < 0 ? H2.TABLE_BYTES : value);
                default -> {
                    // nothing that this server does depends on it
                }
            }
        }
        connection.writer().control(H2.SETTINGS, H2.ACK, 0, new byte[0]);
    }

    private void reset(int stream, ByteBuffer payload) throws H2Exception {
        require(payload.remaining() == Integer.BYTES, H2.FRAME_SIZE_ERROR, "RST_STREAM");
        require(stream != 0 && stream <= lastStream, H2.PROTOCOL_ERROR, "RST_STREAM of no stream");
        calm.reset();
        connection.resetByPeer(stream);
    }

    private void window(int stream, ByteBuffer payload) throws IOException, H2Exception {
        require(payload.remaining() == Integer.BYTES, H2.FRAME_SIZE_ERROR, "WINDOW_UPDATE");
        require(stream <= lastStream, H2.PROTOCOL_ERROR, "WINDOW_UPDATE of no stream");
        int bytes = payload.getInt() & Integer.MAX_VALUE;
        H2Exchange exchange = connection.exchange(stream);
        if (bytes == 0 && exchange != null) {
            calm.reset();
            connection.reset(exchange, H2.PROTOCOL_ERROR);
        } else {
            require(bytes > 0 || stream != 0, H2.PROTOCOL_ERROR, "WINDOW_UPDATE by 0");
            connection.widen(stream, bytes);
        }
    }

    private static void unpad(int flags, ByteBuffer payload) throws H2Exception {
        if ((flags & H2.PADDED) != 0) {
            require(payload.hasRemaining(), H2.FRAME_SIZE_ERROR, "padding");
            int padding = payload.get() & 0xff;
            require(padding <= payload.remaining(), H2.PROTOCOL_ERROR, "more padding than frame");
            payload.limit(payload.limit() - padding);
        }
    }

    private static void require(boolean condition, int code, String what) throws H2Exception {
        if (!condition) {
            throw new H2Exception(code, what);
        }
    }
}
