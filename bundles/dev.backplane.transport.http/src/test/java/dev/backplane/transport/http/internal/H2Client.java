package dev.backplane.transport.http.internal;

import io.undertow.protocols.http2.HpackDecoder;
import io.undertow.protocols.http2.HpackEncoder;
import io.undertow.protocols.http2.HpackException;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A blocking HTTP/2 client without TLS that sends the frames a test wants sent. */
final class H2Client implements AutoCloseable {

    final Socket socket;
    private final DataInputStream in;
    private final HpackEncoder encoder = new HpackEncoder(4096);
    private final HpackDecoder decoder = new HpackDecoder(4096);
    private int next = 1;

    record Frame(int type, int flags, int stream, byte[] payload) {
        int code() {
            return ByteBuffer.wrap(payload).getInt(type == H2.GOAWAY ? 4 : 0);
        }
    }

    record Reply(Map<String, String> headers, String body) {
        String status() {
            return headers.get(":status");
        }
    }

    H2Client(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(H2.SETTINGS, 0, 0, new byte[0]);
    }

    int post(String body) throws IOException {
        return post(body.getBytes(StandardCharsets.UTF_8));
    }

    int post(byte[] body) throws IOException {
        int stream = head(
                false,
                ":method",
                "POST",
                ":path",
                "/mcp",
                ":scheme",
                "http",
                ":authority",
                "localhost",
                "content-type",
                "application/json",
                "accept",
                "application/json, text/event-stream");
        for (int i = 0; i < body.length || i == 0; i += 16_384) {
            int size = Math.min(16_384, body.length - i);
            frame(
                    H2.DATA,
                    i + size >= body.length ? H2.END_STREAM : 0,
                    stream,
                    java.util.Arrays.copyOfRange(body, i, i + size));
        }
        return stream;
    }

    int get() throws IOException {
        return head(
                true,
                ":method",
                "GET",
                ":path",
                "/mcp",
                ":scheme",
                "http",
                ":authority",
                "localhost",
                "accept",
                "text/event-stream");
    }

    /** Sends a head on the next stream, and returns which. */
    int head(boolean last, String... namesAndValues) throws IOException {
        int stream = next;
        next += 2;
        frame(H2.HEADERS, H2.END_HEADERS | (last ? H2.END_STREAM : 0), stream, block(namesAndValues));
        return stream;
    }

    byte[] block(String... namesAndValues) {
        HeaderMap headers = new HeaderMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(new HttpString(namesAndValues[i]), namesAndValues[i + 1]);
        }
        ByteBuffer block = ByteBuffer.allocate(100_000);
        encoder.encode(headers, block);
        byte[] bytes = new byte[block.flip().remaining()];
        block.get(bytes);
        return bytes;
    }

    void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(9 + payload.length);
        H2.putHead(bytes, payload.length, type, flags, stream);
        bytes.put(payload);
        socket.getOutputStream().write(bytes.array());
    }

    void number(int type, int stream, int value) throws IOException {
        frame(type, 0, stream, ByteBuffer.allocate(4).putInt(value).array());
    }

    /** Returns the next frame; null at the end. */
    Frame read() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int length = first << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(type, flags, stream, payload);
    }

    /** Returns the next frame of the type; others are left out. */
    Frame await(int type) throws IOException {
        for (Frame frame = read(); frame != null; frame = read()) {
            if (frame.type() == type) {
                return frame;
            }
        }
        throw new java.io.EOFException("no frame of type " + type);
    }

    Map<String, String> headers(Frame frame) throws HpackException {
        Map<String, String> headers = new TreeMap<>();
        decoder.setHeaderEmitter((name, value, never) -> headers.put(name.toString(), value));
        decoder.decode(ByteBuffer.wrap(frame.payload()), false);
        return headers;
    }

    /** Reads the answer of the stream, taking what comes; other streams' frames are left out. */
    Reply reply(int stream) throws IOException, HpackException {
        Map<String, String> headers = Map.of();
        StringBuilder body = new StringBuilder();
        while (true) {
            Frame frame = read();
            if (frame == null) {
                throw new java.io.EOFException("closed before the answer; so far " + headers + body);
            }
            if (frame.type() == H2.HEADERS) {
                Map<String, String> decoded = headers(frame);
                headers = frame.stream() == stream ? decoded : headers;
            } else if (frame.type() == H2.DATA && frame.payload().length > 0) {
                number(H2.WINDOW_UPDATE, 0, frame.payload().length);
                if (frame.stream() == stream) {
                    body.append(new String(frame.payload(), StandardCharsets.UTF_8));
                    if ((frame.flags() & H2.END_STREAM) == 0) {
                        number(H2.WINDOW_UPDATE, stream, frame.payload().length);
                    }
                }
            } else if (frame.type() == H2.RST_STREAM && frame.stream() == stream && headers.isEmpty()) {
                throw new IOException("reset with " + frame.code());
            }
            if (frame.stream() == stream
                    && (frame.flags() & H2.END_STREAM) != 0
                    && (frame.type() == H2.DATA || frame.type() == H2.HEADERS)) {
                return new Reply(headers, body.toString());
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
