package dev.backplane.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A stream of HTTP/2 for each message; the head in literals, so that there is no table to keep. Not thread-safe. */
final class Http2Way extends Way {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int ACK = 1;
    private static final int WINDOW_BYTES = 1 << 20;

    private final byte[] block;
    private int next = 1;
    private int taken;

    Http2Way(Socket socket, String scheme) throws IOException {
        super(socket, socket.getInputStream(), socket.getOutputStream());
        block = literals(
                ":method", "POST",
                ":scheme", scheme,
                ":path", "/mcp",
                ":authority", "localhost:" + socket.getPort(),
                "content-type", "application/json",
                "accept", "application/json, text/event-stream",
                "mcp-protocol-version", "2026-07-28",
                "mcp-method", "tools/call",
                "mcp-name", "echo");
        write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        out.write(frame(SETTINGS, 0, 0, new byte[0]));
        out.write(frame(WINDOW_UPDATE, 0, 0, number(WINDOW_BYTES)));
        out.flush();
    }

    @Override
    String ask(String message) throws IOException {
        int stream = next;
        next += 2;
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(frame(HEADERS, END_HEADERS, stream, block));
        request.writeBytes(frame(DATA, END_STREAM, stream, message.getBytes(StandardCharsets.UTF_8)));
        out.write(request.toByteArray());
        out.flush();
        StringBuilder answer = new StringBuilder();
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int of = in.readInt();
            byte[] payload = new byte[length];
            in.readFully(payload);
            if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
                out.write(frame(type, ACK, 0, type == PING ? payload : new byte[0]));
                out.flush();
            } else if (type == DATA) {
                answer.append(new String(payload, StandardCharsets.UTF_8));
                taken(length);
            } else if (type != HEADERS && of == stream) {
                throw new IOException("frame " + type + " for a call");
            }
            if (of == stream && (flags & END_STREAM) != 0 && (type == DATA || type == HEADERS)) {
                return answer.toString();
            }
        }
    }

    private void taken(int bytes) throws IOException {
        taken += bytes;
        if (taken > WINDOW_BYTES / 2) {
            out.write(frame(WINDOW_UPDATE, 0, 0, number(taken)));
            out.flush();
            taken = 0;
        }
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** RFC 7541, 6.2.2: without indexing, each shorter than 127 bytes. */
    private static byte[] literals(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i++) {
            if (i % 2 == 0) {
                block.write(0);
            }
            byte[] text = namesAndValues[i].getBytes(StandardCharsets.US_ASCII);
            block.write(text.length);
            block.writeBytes(text);
        }
        return block.toByteArray();
    }
}
