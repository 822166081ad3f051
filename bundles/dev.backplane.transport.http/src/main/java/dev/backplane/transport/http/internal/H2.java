package dev.backplane.transport.http.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The numbers of HTTP/2 (RFC 9113). */
final class H2 {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final int WITH_PRIORITY = 0x20;

    static final int NO_ERROR = 0;
    static final int PROTOCOL_ERROR = 1;
    static final int INTERNAL_ERROR = 2;
    static final int FLOW_CONTROL_ERROR = 3;
    static final int STREAM_CLOSED = 5;
    static final int FRAME_SIZE_ERROR = 6;
    static final int REFUSED_STREAM = 7;
    static final int CANCEL = 8;
    static final int COMPRESSION_ERROR = 9;
    static final int ENHANCE_YOUR_CALM = 11;

    static final int SETTING_TABLE_SIZE = 1;
    static final int SETTING_STREAMS_MAX = 3;
    static final int SETTING_WINDOW = 4;
    static final int SETTING_FRAME_BYTES_MAX = 5;
    static final int SETTING_HEADERS_MAX = 6;

    static final int FRAME_HEAD = 9;
    static final int WINDOW_DEFAULT = 65_535;
    static final int FRAME_BYTES_DEFAULT = 16_384;
    static final int FRAME_BYTES_MOST = 16_777_215;
    static final int TABLE_BYTES = 4096;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    static final int PREFACE_BYTES = PREFACE.length;

    private H2() {}

    /** Tells whether what the buffer has, as far as it goes, begins as HTTP/2 does. */
    static boolean isPreface(ByteBuffer bytes) {
        int length = Math.min(bytes.remaining(), PREFACE.length);
        for (int i = 0; i < length; i++) {
            if (bytes.get(bytes.position() + i) != PREFACE[i]) {
                return false;
            }
        }
        return true;
    }

    static void putHead(ByteBuffer target, int length, int type, int flags, int stream) {
        target.put((byte) (length >> 16))
                .put((byte) (length >> 8))
                .put((byte) length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream);
    }
}
