package dev.backplane.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A blocking keep-alive connection with an MCP session of its own, or of another's. Not thread-safe. */
final class FloodClient implements AutoCloseable {

    private static final String REVISION = "2025-11-25";
    private static final int READ_MILLIS = 60_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final String session;
    private String head;

    /** What came back. */
    record Answer(int status, boolean retryAfter, String session, int length, boolean chunked, String body) {}

    /** Opens a connection, and a session on it unless one is given. */
    FloodClient(int port, String session) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        String common = "POST /mcp HTTP/1.1\r\nHost: localhost:" + port
                + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                + "MCP-Protocol-Version: " + REVISION + "\r\n";
        head = common;
        if (session.isEmpty()) {
            send("\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"" + REVISION
                    + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"flood\",\"version\":\"1\"}}");
            String opened = receive().session();
            head = common + "Mcp-Session-Id: " + opened + "\r\n";
            send("\"method\":\"notifications/initialized\"");
            receive();
            this.session = opened;
        } else {
            head = common + "Mcp-Session-Id: " + session + "\r\n";
            this.session = session;
        }
    }

    String session() {
        return session;
    }

    void call(int id, int millis) throws IOException {
        send("\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"slow\",\"arguments\":{\"millis\":"
                + millis + "}}");
    }

    /** Calls so that the tool's progress is reported. */
    void callReporting(int id, int millis) throws IOException {
        send("\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"slow\",\"arguments\":{\"millis\":"
                + millis + "},\"_meta\":{\"progressToken\":" + id + "}}");
    }

    void cancel(int id) throws IOException {
        send("\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + id + "}");
    }

    private void send(String members) throws IOException {
        String body = "{\"jsonrpc\":\"2.0\"," + members + "}";
        socket.getOutputStream()
                .write((head + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the next answer, to its end. */
    Answer receive() throws IOException {
        return rest(head());
    }

    /** Reads the head of the next answer, which begins when the tool reports progress, if not before. */
    Answer head() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        int length = 0;
        boolean chunked = false;
        boolean retryAfter = false;
        String opened = "";
        for (String line = line(); !line.isEmpty(); line = line()) {
            String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
            String value = line.substring(line.indexOf(':') + 1).strip();
            switch (name) {
                case "content-length" -> length = Integer.parseInt(value);
                case "transfer-encoding" -> chunked = value.equals("chunked");
                case "retry-after" -> retryAfter = Integer.parseInt(value) > 0;
                case "mcp-session-id" -> opened = value;
                default -> {
                    // says nothing of the body
                }
            }
        }
        return new Answer(status, retryAfter, opened, length, chunked, "");
    }

    /** Reads what follows that head. */
    Answer rest(Answer head) throws IOException {
        StringBuilder body = new StringBuilder(read(head.length()));
        if (head.chunked()) {
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                body.append(read(size));
                line();
            }
            line();
        }
        return new Answer(
                head.status(), head.retryAfter(), head.session(), head.length(), head.chunked(), body.toString());
    }

    private String read(int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
