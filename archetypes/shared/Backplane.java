package ${package};

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The platform that the build unpacked, started afresh on ports of its own with this project's bundle in deploy/. */
final class Backplane implements AutoCloseable {

    private static final String QUICK_TO_START =
            "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.security.manager=allow";
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Path home = Path.of(property("backplane.home")).toAbsolutePath();
    private final Path bundle = Path.of(property("bundle"));
    private final Path output = home.resolveSibling("backplane.out");
    private final int port = freePort();
    private final int sshPort = freePort();
    private final String password = UUID.randomUUID().toString();
    private final Process process;

    private Backplane() throws IOException {
        set("dev.backplane.transport.http.cfg", "port", "" + port);
        set("org.apache.karaf.shell.cfg", "sshPort", "" + sshPort);
        set("users.properties", "it", password + ",_g_:admingroup");
        Files.copy(bundle, home.resolve("deploy/bundle.jar"), StandardCopyOption.REPLACE_EXISTING);
        ProcessBuilder server = program("bin/karaf", "server").redirectOutput(output.toFile());
        // the script becomes the process, so that stopping it stops the platform
        server.environment().put("KARAF_EXEC", "exec");
        // nothing of an earlier run is left in data/
        server.environment().put("EXTRA_JAVA_OPTS", "-Dkaraf.clean.all=true");
        process = server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** Starts it, and waits until it serves. */
    static Backplane start() throws IOException, InterruptedException {
        Backplane started = new Backplane();
        started.await("port " + started.port, started::serves);
        return started;
    }

    /** Opens a session of a client that speaks to it. */
    McpSyncClient connect() {
        McpSyncClient client = McpClient.sync(HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + port)
                        .build())
                .build();
        client.initialize();
        return client;
    }

    /** Types a command into its shell, and gives what it printed. */
    String shell(String command) throws IOException, InterruptedException {
        Process client = program("bin/client", "-b", "-a", "" + sshPort, "-u", "it", "-p", password)
                .start();
        try (Writer typed = client.outputWriter()) {
            typed.write(command + "\n");
        }
        String printed = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (client.waitFor() != 0) {
            throw new IllegalStateException(command + " failed: " + printed.strip());
        }
        return printed;
    }

    /** Waits until the condition holds, for a minute at most, and no longer than the platform runs. */
    void await(String what, BooleanSupplier condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + BOUND.toNanos();
        String log = "the log is " + home + "/data/log/karaf.log";
        while (!condition.getAsBoolean()) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("Backplane ended: " + Files.readString(output) + log);
            }
            if (System.nanoTime() > end) {
                close();
                throw new IllegalStateException(what + " did not come; " + log);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private boolean serves() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private ProcessBuilder program(String... command) {
        ProcessBuilder program =
                new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        program.environment().put("JAVA_HOME", System.getProperty("java.home"));
        program.environment().put("JAVA_OPTS", QUICK_TO_START);
        return program;
    }

    /** Gives a key in a file of the platform's etc/ a value. */
    private void set(String file, String key, String value) throws IOException {
        Path path = home.resolve("etc").resolve(file);
        List<String> lines = new ArrayList<>(Files.readAllLines(path));
        lines.removeIf(line -> line.matches(key + " *=.*"));
        lines.add(key + " = " + value);
        Files.write(path, lines);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("system property " + name + " is not set: run mvn verify");
        }
        return value;
    }
}
