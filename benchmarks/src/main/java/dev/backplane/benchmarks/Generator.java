package dev.backplane.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Keeps a request under way on each of some connections, from one thread. Not thread-safe. */
final class Generator implements AutoCloseable {

    private static final String ECHO = "echo";
    private static final long HANG_MILLIS = 10_000;

    private final Selector selector = Selector.open();
    private final List<Connection> connections = new ArrayList<>();

    /** Opens the connections, each with a session of its own. */
    Generator(int port, int count) throws IOException {
        this(port, count, ECHO);
    }

    /** @param tool what is called; it takes and answers what {@code echo} does */
    Generator(int port, int count, String tool) throws IOException {
        for (int i = 0; i < count; i++) {
            connections.add(new Connection(address(port), i, tool));
        }
    }

    /** Tells whether the server answers a call rightly. */
    static boolean answers(int port) {
        return answers(port, ECHO);
    }

    static boolean answers(int port, String tool) {
        try (Connection connection = new Connection(address(port), 0, tool)) {
            connection.callAndWait();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Sends calls for the given time, and takes the last answers.
     *
     * @return the number of right answers
     * @throws IOException on a wrong one, or if none comes for 10 s
     */
    long run(int seconds) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long answered = 0;
        for (Connection connection : connections) {
            connection.register(selector);
            connection.send();
        }
        int pending = connections.size();
        while (pending > 0) {
            if (selector.select(HANG_MILLIS) == 0) {
                throw new IOException("no answer for " + HANG_MILLIS + " ms");
            }
            for (SelectionKey key : selector.selectedKeys()) {
                Connection connection = (Connection) key.attachment();
                if (connection.receive()) {
                    answered++;
                    if (System.nanoTime() < end) {
                        connection.send();
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
        for (Connection connection : connections) {
            connection.close();
        }
        selector.close();
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
