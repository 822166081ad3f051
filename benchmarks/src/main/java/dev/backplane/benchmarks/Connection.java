package dev.backplane.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One keep-alive connection with one MCP session, one call at a time. Not thread-safe. */
final class Connection implements AutoCloseable {

    private static final String REVISION = "2025-11-25";
    private static final byte[] END_OF_HEAD = bytes("\r\n\r\n");
    private static final byte[] LENGTH = bytes("content-length:");
    private static final byte[] SESSION = bytes("mcp-session-id:");
    private static final int BUFFER_BYTES = 64 * 1024;

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
    private final String common;
    private String session = "";
    private final String head;
    private final int number;
    private final String tool;
    private long id;
    private byte[] idExpected = new byte[0];
    private byte[] textExpected = new byte[0];

    Connection(InetSocketAddress address, int number) throws IOException {
        this(address, number, "echo");
    }

    /** @param tool what is called */
    Connection(InetSocketAddress address, int number, String tool) throws IOException {
        this.number = number;
        this.tool = tool;
        this.channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        common = "POST /mcp HTTP/1.1\r\nHost: localhost:" + address.getPort()
                + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n";
        try {
            this.head = handshake();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Opens another session on the same connection, which goes on with the one that it has. Returns its id. */
    String openAnother() throws IOException {
        String own = session;
        handshake();
        String another = session;
        session = own;
        return another;
    }

    /** Sends both messages of a handshake. Returns the head of what is sent in its session. */
    private String handshake() throws IOException {
        session = open(common);
        String inSession = common + "MCP-Protocol-Version: " + REVISION + "\r\n"
                + (session.isEmpty() ? "" : "Mcp-Session-Id: " + session + "\r\n");
        if (!session.isEmpty()) {
            write(inSession, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            await();
            in.clear();
        }
        return inSession;
    }

    void register(Selector selector) throws IOException {
        if (channel.keyFor(selector) == null) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }
    }

    /** Sends the next call, whose message no other has. */
    void send() throws IOException {
        id++;
        String message = "message " + id + " of " + number;
        idExpected = bytes("\"id\":" + id);
        textExpected = bytes("\"text\":\"" + message + "\"");
        write(
                head,
                "{\"jsonrpc\":\"2.0\",\"id\":" + id
                        + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                        + "\",\"arguments\":{\"message\":\""
                        + message
                        + "\"}}}");
    }

    /**
     * Takes what has arrived; returns true if that made the answer whole.
     *
     * @throws IOException if it is wrong
     */
    boolean receive() throws IOException {
        if (channel.read(in) < 0) {
            throw new EOFException("the server closed the connection");
        }
        int body = bodyIfWhole();
        if (body < 0) {
            return false;
        }
        if (in.get("HTTP/1.1 ".length()) != '2' || !isRight(body)) {
            throw new IOException("a wrong answer to call " + id + ": " + received());
        }
        in.clear();
        return true;
    }

    void callAndWait() throws IOException {
        send();
        while (!receive()) {
            // the channel blocks
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private String open(String requestHead) throws IOException {
        write(
                requestHead,
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
                        + REVISION + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"load\",\"version\":\"1\"},"
                        + "\"arguments\":{\"message\":\"\"}}}");
        await();
        if (in.get("HTTP/1.1 ".length()) != '2') {
            throw new IOException("no session: " + received());
        }
        int at = find(SESSION, 0, in.position());
        String opened = at < 0 ? "" : lineFrom(at + SESSION.length);
        in.clear();
        return opened;
    }

    private void await() throws IOException {
        while (bodyIfWhole() < 0) {
            if (channel.read(in) < 0) {
                throw new EOFException("the server closed the connection");
            }
        }
    }

    private void write(String requestHead, String body) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes(requestHead + "Content-Length: " + body.length() + "\r\n\r\n" + body));
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    /** Returns where the body starts, or -1 while some of it is missing. */
    private int bodyIfWhole() throws IOException {
        int end = find(END_OF_HEAD, 0, in.position());
        if (end < 0) {
            return -1;
        }
        int length = find(LENGTH, 0, end);
        if (length < 0) {
            throw new IOException("an answer without a length: " + received());
        }
        int body = end + END_OF_HEAD.length;
        int size = Integer.parseInt(lineFrom(length + LENGTH.length));
        return in.position() >= body + size ? body : -1;
    }

    private boolean isRight(int body) {
        int at = find(idExpected, body, in.position());
        if (at < 0 || find(textExpected, body, in.position()) < 0) {
            return false;
        }
        byte after = in.get(at + idExpected.length);
        return after == ',' || after == '}';
    }

    /** Letters of the text are lower-case; those of the answer's head need not be. */
    private int find(byte[] text, int from, int to) {
        for (int i = from; i <= to - text.length; i++) {
            int j = 0;
            while (j < text.length && (in.get(i + j) == text[j] || (in.get(i + j) | 0x20) == text[j])) {
                j++;
            }
            if (j == text.length) {
                return i;
            }
        }
        return -1;
    }

    private String lineFrom(int at) {
        int end = at;
        while (in.get(end) != '\r') {
            end++;
        }
        return new String(in.array(), at, end - at, StandardCharsets.US_ASCII).strip();
    }

    private String received() {
        return new String(in.array(), 0, in.position(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
