package dev.backplane.cache.redis.internal;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/** A real Redis server on a random port of the loopback interface, which can be killed, started again, and held up. */
final class RedisServer implements AutoCloseable {

    private static final File EXECUTABLE = executable();

    private final int port = free();
    private final Path directory;
    private final List<String> options;
    private Process process;

    RedisServer(String... options) throws IOException {
        directory = Files.createTempDirectory("redis");
        this.options = List.of(options);
        start();
    }

    private static File executable() {
        try {
            return ExecutableProvider.newJarResourceProvider().get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a port that nobody listens on. */
    static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when it accepts connections. */
    void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                EXECUTABLE.getPath(), "--port", "" + port, "--bind", "127.0.0.1", "--dir", directory.toString()));
        command.addAll(options);
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        StringBuilder all = new StringBuilder();
        while (line != null && !line.contains("Ready to accept connections")) {
            all.append(line).append('\n');
            line = output.readLine();
        }
        if (line == null) {
            throw new IOException("the server has not started:\n" + all);
        }
        Thread drain = new Thread(() -> skip(output), "redis-output");
        drain.setDaemon(true);
        drain.start();
    }

    private static void skip(BufferedReader output) {
        try (output) {
            while (output.readLine() != null) {
                // or it would wait for somebody to read
            }
        } catch (IOException e) {
            // it was killed
        }
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** It keeps its connections, and accepts more, and says nothing, until {@link #resume}. */
    void hang() throws Exception {
        signal("STOP");
    }

    void resume() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IOException("kill -" + name + " failed");
        }
    }

    int port() {
        return port;
    }

    RedisSettings settings(int timeoutMillis) {
        return settings(timeoutMillis, "", "");
    }

    RedisSettings settings(int timeoutMillis, String user, String password) {
        return settings(port, timeoutMillis, user, password);
    }

    static RedisSettings settings(int port, int timeoutMillis, String user, String password) {
        return new RedisSettings(
                new RedisSettings.Server("127.0.0.1", port, 0, user, password, false, "", ""),
                timeoutMillis,
                4,
                "test",
                3,
                50);
    }

    @Override
    public void close() throws IOException {
        kill();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
