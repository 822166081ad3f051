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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection: first it asks and waits for answers, then it is an event stream whose news are counted. Not thread-safe. */
final class StreamClient implements AutoCloseable {

    private static final byte[] NEWS = "/list_changed\"".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");
    private static final int SMALL_WINDOW = 2048;

    private final InetSocketAddress address;
    private final SocketChannel channel;
    private final StringBuilder unread = new StringBuilder();
    private int matched;
    private long heard;

    /** @param small whether little fits on the way to it, so that it stalls soon when it does not read */
    StreamClient(InetSocketAddress address, boolean small) throws IOException {
        this.address = address;
        channel = SocketChannel.open();
        if (small) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_WINDOW);
        }
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(address);
    }

    StreamClient another() throws IOException {
        return new StreamClient(address, false);
    }

    // ---- waiting for answers -------------------------------------------------------------------------------------

    /** Sends a request and returns its whole answer. */
    String exchange(String request) throws IOException {
        write(request);
        String head = read("\r\n\r\n");
        Matcher length = LENGTH.matcher(head);
        int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
        while (unread.length() < body) {
            more();
        }
        String answer = head + taken(body);
        if (!answer.startsWith("HTTP/1.1 2")) {
            throw new IOException("refused: " + answer);
        }
        return answer;
    }

    /** Sends a request and reads the head of its answer, an event stream. */
    void head(String request) throws IOException {
        write(request);
        String head = read("\r\n\r\n");
        if (!head.startsWith("HTTP/1.1 200") || !head.contains("text/event-stream")) {
            throw new IOException("no stream: " + head);
        }
    }

    /** Reads until the text has come; returns all up to its end. */
    String read(String end) throws IOException {
        int at = unread.indexOf(end);
        while (at < 0) {
            more();
            at = unread.indexOf(end);
        }
        return taken(at + end.length());
    }

    private String taken(int length) {
        String text = unread.substring(0, length);
        unread.delete(0, length);
        return text;
    }

    private void more() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(SMALL_WINDOW);
        if (channel.read(buffer) < 0) {
            throw new EOFException("the server closed a connection");
        }
        unread.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII));
    }

    private void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    // ---- counting news -------------------------------------------------------------------------------------------

    /** From now on it is read when there is something to read. */
    void register(Selector selector) throws IOException {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Stops reading, or goes on. */
    void stall(Selector selector, boolean stalled) {
        channel.keyFor(selector).interestOps(stalled ? 0 : SelectionKey.OP_READ);
    }

    /** Reads what is there; returns how many news were in it. */
    int take(ByteBuffer buffer) throws IOException {
        int news = 0;
        int read = channel.read(buffer.clear());
        while (read > 0) {
            for (int i = 0; i < read; i++) {
                byte next = buffer.get(i);
                matched = next == NEWS[matched] ? matched + 1 : next == NEWS[0] ? 1 : 0;
                if (matched == NEWS.length) {
                    matched = 0;
                    news++;
                }
            }
            read = channel.read(buffer.clear());
        }
        if (read < 0) {
            throw new EOFException("the server closed a stream");
        }
        heard += news;
        return news;
    }

    /** Returns how many news have come. */
    long heard() {
        return heard;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
