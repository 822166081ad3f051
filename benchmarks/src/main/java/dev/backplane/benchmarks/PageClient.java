package dev.backplane.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps the same {@code tools/list} (2026-07-28) under way on each of some connections, from one thread. Not thread-safe. */
final class PageClient implements AutoCloseable {

    private static final long HANG_MILLIS = 10_000;
    private static final String LENGTH = "content-length:";
    private static final String BODY = """
            {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{\
            "io.modelcontextprotocol/protocolVersion":"2026-07-28",\
            "io.modelcontextprotocol/clientCapabilities":{}}}}""";

    /** One connection. */
    private static final class Link {
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 21);
        private final ByteBuffer request;
        private int body = -1;
        private int end;

        Link(int port) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            request = StandardCharsets.US_ASCII.encode("POST /mcp HTTP/1.1\r\nHost: localhost:" + port
                    + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                    + "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/list\r\nContent-Length: " + BODY.length()
                    + "\r\n\r\n" + BODY);
        }

        void send() throws IOException {
            in.clear();
            body = -1;
            ByteBuffer out = request.duplicate();
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }

        /** Returns the body once it is whole; null: not yet. */
        @Nullable
        ByteBuffer receive() throws IOException {
            if (channel.read(in) < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (body < 0) {
                head();
            }
            return body < 0 || in.position() < end
                    ? null
                    : in.duplicate().limit(end).position(body);
        }

        private void head() throws IOException {
            String text = StandardCharsets.ISO_8859_1
                    .decode(in.duplicate().flip().limit(Math.min(in.position(), 1_000)))
                    .toString();
            int head = text.indexOf("\r\n\r\n");
            if (head < 0) {
                return;
            }
            int at = text.toLowerCase(Locale.ROOT).indexOf(LENGTH);
            if (!text.startsWith("HTTP/1.1 200") || at < 0 || at > head) {
                throw new IOException("an answer that is not right: " + text);
            }
            int line = text.indexOf('\r', at);
            body = head + 4;
            end = body
                    + Integer.parseInt(
                            text.substring(at + LENGTH.length(), line).strip());
        }
    }

    private final Selector selector = Selector.open();
    private final List<Link> links = new ArrayList<>();
    private final ByteBuffer expected;

    /** @param expected what each answer must be */
    PageClient(int port, int count, byte[] expected) throws IOException {
        this.expected = ByteBuffer.wrap(expected);
        for (int i = 0; i < count; i++) {
            Link link = new Link(port);
            link.channel.configureBlocking(false);
            link.channel.register(selector, SelectionKey.OP_READ, link);
            links.add(link);
        }
    }

    /** Asks for the page once. */
    static byte[] page(int port) throws IOException {
        Link link = new Link(port);
        try {
            link.send();
            ByteBuffer body = null;
            while (body == null) {
                body = link.receive();
            }
            byte[] bytes = new byte[body.remaining()];
            body.get(bytes);
            return bytes;
        } finally {
            link.channel.close();
        }
    }

    /**
     * Sends requests for the given time, and takes the last answers.
     *
     * @return the number of right answers
     * @throws IOException on a wrong one, or if none comes for 10 s
     */
    long run(int seconds) throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long answered = 0;
        for (Link link : links) {
            link.send();
        }
        int pending = links.size();
        while (pending > 0) {
            if (selector.select(HANG_MILLIS) == 0) {
                throw new IOException("no answer for " + HANG_MILLIS + " ms");
            }
            for (SelectionKey key : selector.selectedKeys()) {
                Link link = (Link) key.attachment();
                ByteBuffer body = link.receive();
                if (body != null && !body.equals(expected)) {
                    throw new IOException("another page than expected, of " + body.remaining() + " bytes");
                }
                if (body != null) {
                    answered++;
                    if (System.nanoTime() < until) {
                        link.send();
                    } else {
                        pending--;
                    }
                }
            }
            selector.selectedKeys().clear();
        }
        return answered;
    }

    @Override
    public void close() throws IOException {
        for (Link link : links) {
            link.channel.close();
        }
        selector.close();
    }
}
