package dev.backplane.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opens legacy sessions on the distribution and leaves them: what opening one costs, what one costs that hibernates, and
 * what becomes of a server that many were left on.
 */
public final class SessionsLoad {

    private static final String HELP = """
            Usage: benchmarks/run-sessions [options]

            Starts the built distribution and opens sessions (initialize and notifications/initialized, 2025-11-25) over
            keep-alive connections, from threads of one generator. Prints, in this order:
              - bytes of heap a session that hibernates: live objects before and after, as jcmd counts them
              - processor time of the server a session opened, and sessions a second, in rounds
              - what is live after many were opened and left, and the cost of a call before and after

            Options:
              --connections N     connections at once (16)
              --idle N            sessions that hibernate (10000)
              --hibernate N       seconds to wait until they do (35; the platform's default is 30)
              --rounds N          rounds of opening (5)
              --seconds N         length of a round (5)
              --left N            sessions to be left in the end, all told (100000)
              --feature NAME      a feature to boot with, such as backplane-session-disk (none)
              --store NAME        the session store to use, such as disk (memory)
              --distribution FILE the .tar.gz to start (the newest in karaf-assembly/target)
              --work FOLDER       where it is unpacked (benchmarks/target/sessionsload)
              --help              print this
            """;

    private static final int WARM_UP = 5_000;

    private final Server server;
    private final ExecutorService threads;
    private final List<Connection> connections = new ArrayList<>();
    private long opened;

    private SessionsLoad(Server server, int connections) throws IOException {
        this.server = server;
        this.threads = Executors.newFixedThreadPool(connections);
        for (int i = 0; i < connections; i++) {
            this.connections.add(
                    new Connection(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), i));
        }
    }

    public static void main(String[] arguments) throws Exception {
        Options options = Arguments.read("run-sessions", HELP, arguments, Options::of);
        try (Server server = Server.distribution(options.distribution(), options.work(), options::configure)) {
            new SessionsLoad(server, options.connections()).run(options);
        }
    }

    private void run(Options options) throws Exception {
        print("%d connections, store %s%n", options.connections(), options.store());
        open(WARM_UP, Long.MAX_VALUE);
        waitForSleep(options);
        long before = LiveHeap.of(server.pid()).bytes();
        open(options.idle(), Long.MAX_VALUE);
        long awake = LiveHeap.of(server.pid()).bytes();
        waitForSleep(options);
        long asleep = LiveHeap.of(server.pid()).bytes();
        print(
                "%d sessions: %.0f bytes each just opened, %.0f bytes each hibernated%n",
                options.idle(), each(awake - before, options.idle()), each(asleep - before, options.idle()));
        double call = callMicros(options);
        for (int round = 1; round <= options.rounds(); round++) {
            double cpu = server.cpuNanos();
            long begun = System.nanoTime();
            long count = open(Long.MAX_VALUE, begun + TimeUnit.SECONDS.toNanos(options.seconds()));
            double seconds = (System.nanoTime() - begun) / 1e9;
            print(
                    "round %d  %6.2f us CPU a session  %7.0f sessions a second  %8d opened so far%n",
                    round, (server.cpuNanos() - cpu) / count / 1000, count / seconds, opened);
        }
        double cpu = server.cpuNanos();
        long more = opened < options.left() ? open(options.left() - opened, Long.MAX_VALUE) : 0;
        if (more > 0) {
            print("%d more  %6.2f us CPU a session%n", more, (server.cpuNanos() - cpu) / more / 1000);
        }
        long left = LiveHeap.of(server.pid()).bytes();
        print("%d opened and left: %.1f MB live, %.1f MB before%n", opened, left / 1e6, before / 1e6);
        print("a call: %.2f us CPU before, %.2f us after%n", call, callMicros(options));
        for (Connection connection : connections) {
            connection.close();
        }
        threads.shutdown();
    }

    private static double each(long bytes, int count) {
        return (double) bytes / count;
    }

    /** Opens so many sessions, or until then. Returns how many. */
    private long open(long most, long end) throws Exception {
        AtomicLong started = new AtomicLong();
        AtomicLong done = new AtomicLong();
        List<Callable<Void>> openers = new ArrayList<>();
        for (Connection connection : connections) {
            openers.add(() -> {
                while (started.getAndIncrement() < most && System.nanoTime() < end) {
                    if (connection.openAnother().isEmpty()) {
                        throw new IOException("no session");
                    }
                    done.incrementAndGet();
                }
                return null;
            });
        }
        for (Future<Void> opener : threads.invokeAll(openers)) {
            try {
                opener.get();
            } catch (ExecutionException e) {
                throw new IOException("a session could not be opened", e.getCause());
            }
        }
        opened += done.get();
        return done.get();
    }

    private static void waitForSleep(Options options) throws InterruptedException {
        TimeUnit.SECONDS.sleep(options.hibernate());
    }

    private double callMicros(Options options) throws IOException {
        try (Generator generator = new Generator(server.port(), options.connections())) {
            generator.run(options.seconds());
            double cpu = server.cpuNanos();
            long answered = generator.run(options.seconds());
            return (server.cpuNanos() - cpu) / answered / 1000;
        }
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }

    private record Options(
            int connections,
            int idle,
            int hibernate,
            int rounds,
            int seconds,
            int left,
            String feature,
            String store,
            Path distribution,
            Path work) {

        static Options of(Arguments given) {
            return new Options(
                    given.number("--connections", 16, 1_000),
                    given.number("--idle", 10_000, 1_000_000),
                    given.number("--hibernate", 35, 3600),
                    given.number("--rounds", 5, 1000),
                    given.number("--seconds", 5, 3600),
                    given.number("--left", 100_000, 10_000_000),
                    given.text("--feature", ""),
                    given.text("--store", "memory"),
                    given.distribution(),
                    given.work("target/sessions"));
        }

        /** Sets the store up in an unpacked distribution. */
        void configure(Path home) throws IOException {
            if (!feature.isEmpty()) {
                Path features = home.resolve("etc/org.apache.karaf.features.cfg");
                String text = Files.readString(features);
                Files.writeString(features, text.replaceFirst("(?m)^(featuresBoot *= *)", "$1" + feature + ", "));
            }
            if (!store.equals("memory")) {
                Files.writeString(home.resolve("etc/dev.backplane.slots.cfg"), "session = " + store + "\n");
            }
        }
    }
}
