package dev.backplane.itests.load;

import dev.backplane.itests.harness.Raw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** A peer that opens connections and ends them in every way there is. For one thread. */
final class Rude implements AutoCloseable {

    /** What it does with a connection. */
    enum Deed {
        CLOSE_AT_ONCE,
        RESET_AT_ONCE,
        RESET_WITHIN_HEAD,
        CLOSE_WITHIN_BODY,
        CALL_AND_CLOSE,
        RESET_DURING_CALL,
        RESET_STREAM,
        STALL_WITHOUT_A_BYTE,
        STALL_WITHIN_HEAD,
        STALL_WITHIN_BODY,
        RESET_PIPELINE,
        END_INPUT_AND_READ,
        GARBAGE,
        LEAVE_LARGE_ANSWER
    }

    private static final int STALLED_MAX = 100;
    private static final int STALL_MILLIS = 20_000;
    private static final int LARGE = 300_000;

    private final int port;
    private final Deque<Raw> stalled = new ArrayDeque<>();

    Rude(int port) {
        this.port = port;
    }

    /** Opens a connection, and ends it, or leaves that to the server. */
    void act(Deed deed) throws IOException {
        if (stalled.size() >= STALLED_MAX) {
            awaitEnd(stalled.remove());
        }
        Raw raw = new Raw(port, deed == Deed.LEAVE_LARGE_ANSWER ? 4096 : 0);
        switch (deed) {
            case CLOSE_AT_ONCE -> raw.close();
            case RESET_AT_ONCE -> raw.reset();
            case RESET_WITHIN_HEAD ->
                raw.send(bytes("POST /mcp HTTP/1.1\r\nHost: 127")).reset();
            case CLOSE_WITHIN_BODY -> raw.send(head(200)).close();
            case CALL_AND_CLOSE -> {
                raw.send(call("echo", "{\"message\":\"hi\"}")).read();
                raw.close();
            }
            case RESET_DURING_CALL -> raw.send(call("slow", "{\"millis\":200}")).reset();
            case RESET_STREAM -> {
                raw.send(bytes("GET /sse HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"));
                raw.readUnlessStream();
                raw.reset();
            }
            case STALL_WITHOUT_A_BYTE -> stalled.add(raw);
            case STALL_WITHIN_HEAD -> stalled.add(raw.send(bytes("POST /mcp HT")));
            case STALL_WITHIN_BODY -> stalled.add(raw.send(head(200)));
            case RESET_PIPELINE -> {
                byte[] call = call("echo", "{\"message\":\"again\"}");
                for (int i = 0; i < 5; i++) {
                    raw.send(call);
                }
                raw.reset();
            }
            case END_INPUT_AND_READ -> {
                raw.send(call("echo", "{\"message\":\"last\"}")).endOutput().read();
                raw.close();
            }
            case GARBAGE -> raw.send(bytes("\0\1\2 nothing of HTTP\r\n\r\n")).close();
            case LEAVE_LARGE_ANSWER -> {
                raw.send(call("echo", "{\"message\":\"" + "x".repeat(LARGE) + "\"}"));
                raw.reset();
            }
        }
    }

    private static byte[] head(int length) {
        return bytes("POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\nContent-Length: " + length + "\r\n\r\n{\"jsonrpc\"");
    }

    /** Returns a whole call as one piece. */
    static byte[] call(String tool, String arguments) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":"
                + Client.modernParams("\"name\":\"" + tool + "\",\"arguments\":" + arguments) + "}";
        return bytes("POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + Client.modernHeaders("tools/call").replace("\n", "\r\n") + "\r\nMcp-Name: " + tool
                + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void awaitEnd(Raw raw) throws IOException {
        try (raw) {
            if (!raw.endsWithin(STALL_MILLIS)) {
                throw new AssertionError("a stalled connection is still open");
            }
        }
    }

    /** Waits until the server has ended what stalls. */
    @Override
    public void close() throws IOException {
        while (!stalled.isEmpty()) {
            awaitEnd(stalled.remove());
        }
    }
}
