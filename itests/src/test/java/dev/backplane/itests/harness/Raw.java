package dev.backplane.itests.harness;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One HTTP/1.1 connection on which a test sends whatever bytes it likes. For one thread. */
public final class Raw implements Closeable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 20_000;
    private static final int BUFFER_BYTES = 16 * 1024;

    private final Socket socket = new Socket();
    private final InputStream in;

    public Raw(int port) throws IOException {
        this(port, 0);
    }

    /** @param window bytes that may be on the way to it while it does not read; 0: what the system finds right */
    public Raw(int port, int window) throws IOException {
        if (window > 0) {
            socket.setReceiveBufferSize(window);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    }

    /**
     * One answer.
     *
     * @param status of HTTP
     * @param headers by lower-case name
     * @param body without its transfer encoding
     */
    public record Response(int status, Map<String, String> headers, String body) {

        /** Whether it is an event stream. */
        public boolean isStream() {
            return headers.getOrDefault("content-type", "").startsWith("text/event-stream");
        }

        /** The body as JSON; of an event stream, the last event's data. */
        public JsonObject json() {
            String text = body;
            if (isStream()) {
                text = body.lines()
                        .filter(line -> line.startsWith("data: {"))
                        .reduce((first, second) -> second)
                        .orElse("{}")
                        .substring("data: ".length());
            }
            return JsonParser.parseString(text).getAsJsonObject();
        }

        /** The JSON-RPC error's code; 0: none. */
        public int code() {
            JsonObject error = json().getAsJsonObject("error");
            return error == null ? 0 : error.get("code").getAsInt();
        }
    }

    /** Sends bytes as they are. */
    public Raw send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends a POST to {@code /mcp} with these headers (name: value, a line each) and their body. */
    public Raw post(String headers, byte[] body) throws IOException {
        String head = "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + body.length + "\r\n"
                + headers.replace("\n", "\r\n") + "\r\n\r\n";
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(head.getBytes(StandardCharsets.ISO_8859_1));
        all.write(body);
        return send(all.toByteArray());
    }

    /** Reads the next answer, to its end. */
    public Response read() throws IOException {
        return body(head());
    }

    /** Reads the next answer; of an event stream, which may never end, its head alone. */
    public Response readUnlessStream() throws IOException {
        Response head = head();
        return head.isStream() ? head : body(head);
    }

    /** The body of a stream whose head {@link #readUnlessStream} has read, as it comes; a read waits 20 s at most. */
    public InputStream stream() {
        return new Chunks();
    }

    private Response head() throws IOException {
        String statusLine = line();
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return new Response(Integer.parseInt(statusLine.split(" ")[1]), headers, "");
    }

    private Response body(Response head) throws IOException {
        byte[] body = "chunked".equals(head.headers().get("transfer-encoding"))
                ? new Chunks().readAllBytes()
                : in.readNBytes(Integer.parseInt(head.headers().getOrDefault("content-length", "0")));
        return new Response(head.status(), head.headers(), new String(body, StandardCharsets.UTF_8));
    }

    /** Waits so long for a byte or the end; tells whether the peer has closed the connection, or has answered. */
    public boolean endsWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            in.read();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        } finally {
            if (!socket.isClosed()) {
                socket.setSoTimeout(READ_MILLIS);
            }
        }
    }

    /** Reads whatever comes, until the peer ends the connection. */
    public void drain() throws IOException {
        byte[] bytes = new byte[BUFFER_BYTES];
        socket.setSoTimeout(0);
        while (in.read(bytes) >= 0) {
            // more may come
        }
    }

    /** Reads one byte, where one is here, and leaves the rest in the network. Not to be mixed with other ways to read. */
    public void sip() throws IOException {
        socket.setSoTimeout(1);
        try {
            socket.getInputStream().read();
        } catch (SocketTimeoutException e) {
            // none is here yet
        }
    }

    /** Says that nothing more will be sent. */
    public Raw endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Resets the connection: the peer is told by nothing else. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** What the chunks of the current answer carry; ends with them. */
    private final class Chunks extends InputStream {
        private int left;
        private boolean over;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (over) {
                return -1;
            }
            if (left == 0) {
                left = Integer.parseInt(line().split(";")[0].trim(), 16);
                if (left == 0) {
                    over = true;
                    line();
                    return -1;
                }
            }
            int read = in.read(bytes, offset, Math.min(length, left));
            if (read < 0) {
                throw new EOFException("the connection ended in a chunk");
            }
            left -= read;
            if (left == 0) {
                line();
            }
            return read;
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection ended after '" + line + "'");
            }
            if (next == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            if (next != '\r') {
                line.write(next);
            }
        }
    }
}
