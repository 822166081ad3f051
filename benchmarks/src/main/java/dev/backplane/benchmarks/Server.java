package dev.backplane.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server under load, in a process of its own.
 *
 * @param name for the report
 * @param launched what to stop in the end
 * @param pid of the JVM that serves
 * @param port on the loopback address
 */
record Server(String name, Process launched, long pid, int port) implements AutoCloseable {

    private static final int UTIME = 11;
    private static final double NANOS_A_TICK = 1e9 / ticksASecond();

    /** Starts the yardstick of a call. */
    static Server bare(Path work) throws IOException {
        return bare(work, "bare Undertow+Gson", BareServer.class);
    }

    /**
     * Starts a yardstick with this JVM's class path.
     *
     * @param main prints its port
     */
    static Server bare(Path work, String name, Class<?> main, String... arguments) throws IOException {
        Path log = Files.createDirectories(work).resolve("bare.log");
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-Xms128m",
                "-Xmx1g",
                "-XX:+UseG1GC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int port = Wait.until("the bare server's port", process, () -> {
            for (String line : Files.readAllLines(log)) {
                if (line.startsWith("PORT ")) {
                    return Integer.parseInt(line.substring("PORT ".length()));
                }
            }
            return null;
        });
        return new Server(name, process, process.pid(), port);
    }

    /** What is set up before a distribution starts. */
    interface Setup {
        void in(Path home) throws IOException;
    }

    /** Unpacks the distribution into an empty folder and starts it on free ports. */
    static Server distribution(Path archive, Path work) throws IOException, InterruptedException {
        return distribution(archive, work, home -> {});
    }

    /** Does so, after something is set up in that folder. */
    static Server distribution(Path archive, Path work, Setup setup) throws IOException, InterruptedException {
        Path home = work.resolve("backplane");
        delete(home);
        Files.createDirectories(home);
        int unpacked = new ProcessBuilder("tar", "-xzf", "" + archive, "-C", "" + home, "--strip-components", "1")
                .inheritIO()
                .start()
                .waitFor();
        if (unpacked != 0) {
            throw new IOException("cannot unpack " + archive);
        }
        int port = Ports.free();
        Ports.set(home.resolve("etc/dev.backplane.transport.http.cfg"), "port", port);
        Ports.set(home.resolve("etc/org.apache.karaf.shell.cfg"), "sshPort", Ports.free());
        Ports.set(home.resolve("etc/org.apache.karaf.management.cfg"), "rmiRegistryPort", Ports.free());
        Ports.set(home.resolve("etc/org.apache.karaf.management.cfg"), "rmiServerPort", Ports.free());
        setup.in(home);
        Files.createDirectories(home.resolve("data/log"));
        ProcessBuilder builder = new ProcessBuilder("" + home.resolve("bin/karaf"), "server")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("data/log/console.out").toFile());
        builder.environment().put("KARAF_EXEC", "exec");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        Wait.until("the distribution's first answer", process, () -> Generator.answers(port) ? port : null);
        return new Server("Backplane", process, process.pid(), port);
    }

    /** Returns the processor time that the process has used since its start, in its own code and in the kernel. */
    double cpuNanos() throws IOException {
        String stat = Files.readString(Path.of("/proc", "" + pid, "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1])) * NANOS_A_TICK;
    }

    @Override
    public void close() {
        launched.destroy();
        try {
            if (!launched.waitFor(20, TimeUnit.SECONDS)) {
                launched.destroyForcibly();
            }
        } catch (InterruptedException e) {
            launched.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static long ticksASecond() {
        try {
            Process process = new ProcessBuilder("getconf", "CLK_TCK").start();
            return Long.parseLong(new String(process.getInputStream().readAllBytes()).strip());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("this scenario needs Linux: getconf CLK_TCK", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
