package dev.backplane.itests.cache;

import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Commands;
import dev.backplane.itests.harness.Ports;
import dev.backplane.itests.harness.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/** A real Redis server on a random port of the loopback interface. For one thread. */
public final class RedisServer implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(20);

    private final int port = Ports.free();
    private final String password;
    private final Path executable;
    private final Path directory;
    private Process process;

    /** Makes one, without starting it. */
    public RedisServer(String password) throws IOException {
        this.password = password;
        executable = ExecutableProvider.newJarResourceProvider().get().toPath();
        directory = Files.createDirectories(Settings.target().resolve("redis-" + port));
    }

    /** Where it is to listen. */
    public int port() {
        return port;
    }

    /** Returns when it listens. */
    public void start() throws IOException {
        process = Commands.start(
                directory,
                Map.of(),
                directory.resolve("console.out"),
                List.of(
                        executable.toString(),
                        "--port",
                        "" + port,
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--requirepass",
                        password));
        Await.until("Redis listens", START, () -> Ports.open(port));
    }

    /** As {@code kill -9}. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** It keeps its connections and says nothing. */
    public void hang() throws Exception {
        signal("STOP");
    }

    /** It goes on. */
    public void resume() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
        if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IOException("kill -" + name + " failed");
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        Commands.delete(directory);
    }
}
