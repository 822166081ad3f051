package dev.backplane.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One unpacked Karaf, ours or a stock one, and the process that runs it. For one thread at a time; what only reads is
 * thread-safe.
 */
class Container implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(60);
    /** Halves the CPU that a start costs. */
    private static final String JVM = "-Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.security.manager=allow";

    private static final Set<Container> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Container::kill)));
    }

    private final Path home;
    private final int sshPort = Ports.free();
    private final Map<String, String> environment;
    private volatile Process process;
    private volatile String startLog = "";

    /** Unpacks {@code archive} to {@code home}, made anew; {@code environment} is added to the process's. */
    Container(Path archive, Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
        Commands.unpack(archive, home);
        configure("org.apache.karaf.shell", "sshPort", Integer.toString(sshPort));
        append("etc/keys.properties", Key.line());
    }

    /** The folder that it was unpacked to. */
    public Path home() {
        return home;
    }

    /** The process's id. */
    public long pid() {
        return process.pid();
    }

    /** Whether the process lives. */
    public boolean alive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /** Runs a shell command over ssh and gives what it printed; see {@link Shell#run}. */
    public String shell(String command) {
        return new Shell(sshPort).run(command);
    }

    /** The shell over ssh. */
    public Shell shell() {
        return new Shell(sshPort);
    }

    /** The whole log so far. */
    public String log() {
        try {
            Path log = home.resolve("data/log/karaf.log");
            return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the log said when it was ready, at the last start: nothing that a test did is in it. */
    public String startLog() {
        return startLog;
    }

    /** Sets one key of {@code etc/PID.cfg}, before the start or while it runs. */
    public final void configure(String pid, String key, String value) {
        Path file = home.resolve("etc/" + pid + ".cfg");
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            List<String> kept = lines.stream()
                    .filter(line -> !line.matches("\\s*" + java.util.regex.Pattern.quote(key) + "\\s*=.*"))
                    .toList();
            Files.writeString(
                    file, String.join("\n", kept) + (kept.isEmpty() ? "" : "\n") + key + " = " + value + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Appends text to a file under {@link #home()}. */
    public final void append(String file, String text) {
        try {
            Files.writeString(home.resolve(file), "\n" + text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final void start(String what, BooleanSupplier ready) {
        try {
            Files.createDirectories(home.resolve("data/log"));
            Map<String, String> variables = new java.util.HashMap<>(environment);
            variables.put("KARAF_EXEC", "exec");
            variables.putIfAbsent("JAVA_OPTS", JVM);
            variables.putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
            process = Commands.start(
                    home,
                    variables,
                    home.resolve("data/log/console.out"),
                    List.of(home.resolve("bin/karaf").toString(), "server"));
            RUNNING.add(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            Await.until(what, START, () -> {
                if (!process.isAlive()) {
                    throw new AssertionError(home + " ended with " + process.exitValue() + " while starting");
                }
                return ready.getAsBoolean();
            });
            startLog = log();
        } catch (AssertionError e) {
            String tail = tail();
            kill();
            throw new AssertionError(e.getMessage() + "\n" + tail, e);
        }
    }

    /** Ends the process as {@code kill -9} does, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        ended(STOP);
    }

    /** Ends the process as Ctrl-C does, and waits until it is gone. */
    public void stop() {
        process.destroy();
        if (!ended(STOP)) {
            String tail = tail();
            kill();
            throw new AssertionError(home + " did not stop in " + STOP.toSeconds() + " s\n" + tail);
        }
    }

    /** Runs {@code bin/stop}, and waits until the process is gone. */
    public void stopByScript() {
        Map<String, String> variables = new java.util.HashMap<>(environment);
        variables.putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        variables.remove("JAVA_OPTS");
        Commands.Result result = Commands.run(
                home, variables, STOP, List.of(home.resolve("bin/stop").toString()));
        if (!ended(STOP)) {
            String tail = tail();
            kill();
            throw new AssertionError(home + " did not stop: " + result.output() + "\n" + tail);
        }
    }

    @Override
    public void close() {
        if (alive()) {
            kill();
        }
    }

    private boolean ended(Duration bound) {
        try {
            boolean gone = process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
            if (gone) {
                RUNNING.remove(this);
            }
            return gone;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The last lines of the log and of the console. */
    final String tail() {
        return "---- the end of " + home + "/data/log ----\n" + last(home.resolve("data/log/console.out"), 20)
                + last(home.resolve("data/log/karaf.log"), 40);
    }

    /** The tails of every running instance. */
    static String tails() {
        StringBuilder all = new StringBuilder();
        RUNNING.forEach(container -> all.append(container.tail()));
        return all.toString();
    }

    private static String last(Path file, int lines) {
        try {
            List<String> all = Files.exists(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1) : List.of();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size())) + "\n";
        } catch (IOException e) {
            return file + " cannot be read: " + e + "\n";
        }
    }
}
