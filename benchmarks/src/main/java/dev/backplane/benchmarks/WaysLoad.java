package dev.backplane.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Loads the distribution by every way in, in turns within one run, and counts what an idle connection of each takes of the
 * heap. The generator is on the same machine, with a thread a connection: what counts is the server's processor time.
 */
public final class WaysLoad {

    private static final String HELP = """
            Usage: benchmarks/run-ways [options]

            Starts the built distribution and sends tools/call of echo (2026-07-28) by every way in, one after the other
            and round by round: a call at a time on each connection, every answer checked. Prints for each way the calls a
            second, the server's processor time for a call (of stdio, its bridges' too), and the live heap of an idle
            connection, which has made one call.

            Options:
              --connections N     connections at once (8)
              --idle N            idle connections of which the heap is counted (500)
              --rounds N          rounds (3)
              --seconds N         of load by one way in a round (2)
              --warmup N          seconds of load by each way before the first round (4)
              --distribution FILE the .tar.gz to start (the newest in karaf-assembly/target)
              --work FOLDER       where it is unpacked (benchmarks/target/waysload)
              --help              print this
            """;
    private static final String PASSWORD = "changeit";
    private static final int MANY = 1_000_000;

    private WaysLoad() {}

    private record Options(
            int connections, int idle, int rounds, int seconds, int warmup, Path distribution, Path work) {}

    /** What one way costs: a figure for each round. */
    private record Cost(List<Double> micros, List<Double> rates) {
        Cost() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    public static void main(String[] arguments) throws Exception {
        Options options = Arguments.read("run-ways", HELP, arguments, WaysLoad::options);
        int secure = Ports.free();
        int lines = Ports.free();
        try (Server server =
                Server.distribution(options.distribution(), options.work(), home -> listen(home, secure, lines))) {
            run(options, server, ways(server, options.work().resolve("backplane"), secure, lines));
        }
        System.exit(0);
    }

    private static Map<String, Way.Opener> ways(Server server, Path home, int secure, int lines) throws Exception {
        Path socket = home.resolve("data/backplane.sock");
        Map<String, Way.Opener> ways = new LinkedHashMap<>();
        ways.put("HTTP/1.1", () -> new Way.Http(Way.socket(server.port())));
        ways.put("HTTP/2, clear text", () -> new Http2Way(Way.socket(server.port()), "http"));
        ways.put("HTTP/2, TLS", () -> new Http2Way(Way.secure(secure), "https"));
        ways.put("WebSocket", () -> new Way.Sockets(Way.socket(server.port())));
        ways.put("TCP", () -> Way.Lines.tcp(lines));
        ways.put("Unix socket", () -> Way.Lines.unix(socket));
        ways.put("stdio", () -> Way.Lines.of(bridge(home)));
        return ways;
    }

    private static Process bridge(Path home) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("" + home.resolve("bin/mcp-stdio"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static void listen(Path home, int secure, int lines) throws IOException {
        Path etc = home.resolve("etc");
        Path keys = etc.resolve("load.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "load",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        "" + keys)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        Files.writeString(
                etc.resolve("dev.backplane.transport.http.listener-load.cfg"),
                "port = " + secure + "\ntlsCertificates = " + keys.toAbsolutePath() + "\ntlsPassword = " + PASSWORD
                        + "\nconnectionsMax = " + MANY + "\nmessagesPerSecondMax = " + MANY + "\n");
        Files.writeString(
                etc.resolve("dev.backplane.transport.stream.tcp-load.cfg"),
                "port = " + lines + "\nconnectionsMax = " + MANY + "\nmessagesPerSecondMax = " + MANY + "\n");
        for (String each : List.of("dev.backplane.transport.http.cfg", "dev.backplane.transport.stream.unix.cfg")) {
            Ports.set(etc.resolve(each), "connectionsMax", MANY);
            Ports.set(etc.resolve(each), "messagesPerSecondMax", MANY);
        }
    }

    private static void run(Options options, Server server, Map<String, Way.Opener> ways) throws Exception {
        print(
                "%d connections, %d rounds of %d s after %d s of warm-up each; load average %.2f before%n",
                options.connections(), options.rounds(), options.seconds(), options.warmup(), load());
        Map<String, Cost> costs = new LinkedHashMap<>();
        for (Map.Entry<String, Way.Opener> each : ways.entrySet()) {
            costs.put(each.getKey(), new Cost());
            load(each.getValue(), options.connections(), options.warmup(), server, new Cost());
        }
        for (int round = 1; round <= options.rounds(); round++) {
            for (Map.Entry<String, Way.Opener> each : ways.entrySet()) {
                load(
                        each.getValue(),
                        options.connections(),
                        options.seconds(),
                        server,
                        Objects.requireNonNull(costs.get(each.getKey())));
            }
        }
        print("%-20s %14s %14s %16s%n", "way in", "calls a second", "CPU a call", "heap, idle");
        for (Map.Entry<String, Way.Opener> each : ways.entrySet()) {
            Cost cost = Objects.requireNonNull(costs.get(each.getKey()));
            // a bridge is a process of its own, and in the platform a connection of the Unix socket
            String heap = each.getKey().equals("stdio")
                    ? "as Unix socket"
                    : idle(each.getValue(), options.idle(), server) + " bytes";
            print(
                    "%-20s %14.0f %11.1f us %16s%n",
                    each.getKey(), Load.median(cost.rates()), Load.median(cost.micros()), heap);
        }
        print("load average %.2f after, this load included%n", load());
    }

    /** Has each connection make calls for a while; adds what came of it. */
    private static void load(Way.Opener opener, int connections, int seconds, Server server, Cost cost)
            throws Exception {
        List<Way> opened = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            for (int i = 0; i < connections; i++) {
                Way way = opener.open();
                opened.add(way);
                way.call();
            }
            double before = cpuNanos(server);
            long start = System.nanoTime();
            long end = start + TimeUnit.SECONDS.toNanos(seconds);
            List<Callable<Long>> callers = new ArrayList<>();
            for (Way each : opened) {
                callers.add(() -> {
                    long calls = 0;
                    while (System.nanoTime() < end) {
                        each.call();
                        calls++;
                    }
                    return calls;
                });
            }
            long calls = 0;
            for (Future<Long> each : threads.invokeAll(callers)) {
                calls += each.get();
            }
            cost.micros().add((cpuNanos(server) - before) / calls / 1000);
            cost.rates().add(calls * 1e9 / (System.nanoTime() - start));
        } finally {
            threads.shutdownNow();
            for (Way each : opened) {
                each.close();
            }
        }
    }

    /** Returns the processor time of the server, and of the bridges that this process has started. */
    private static double cpuNanos(Server server) throws IOException {
        double sum = server.cpuNanos();
        for (ProcessHandle each : ProcessHandle.current().children().toList()) {
            if (each.pid() != server.pid()) {
                sum += new Server("bridge", server.launched(), each.pid(), 0).cpuNanos();
            }
        }
        return sum;
    }

    private static long idle(Way.Opener opener, int count, Server server) throws Exception {
        List<Way> opened = new ArrayList<>();
        try {
            LiveHeap before = LiveHeap.of(server.pid());
            for (int i = 0; i < count; i++) {
                Way way = opener.open();
                opened.add(way);
                way.call();
            }
            return (LiveHeap.of(server.pid()).bytes() - before.bytes()) / count;
        } finally {
            for (Way each : opened) {
                each.close();
            }
        }
    }

    private static double load() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }

    private static Options options(Arguments given) {
        return new Options(
                given.number("--connections", 8, 1000),
                given.number("--idle", 500, 900),
                given.number("--rounds", 3, 1000),
                given.number("--seconds", 2, 3600),
                given.number("--warmup", 4, 3600),
                given.distribution(),
                given.work("target/waysload"));
    }
}
