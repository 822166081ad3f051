package dev.backplane.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks the distribution for more calls of a tool of known duration than its workers can do: what is served, what is
 * refused, how long both take, how soon a cancellation is acted on meanwhile, and what becomes of the heap.
 */
public final class FloodLoad {

    private static final String HELP = """
            Usage: benchmarks/run-flood [options]

            Starts the built distribution with so many workers, and calls the tool slow from clients with a session each, at a
            fixed pace that does not wait for answers of others. Each answer is checked: it is right, or a JSON-RPC error with
            status 429 or 503 and Retry-After. One more client has calls accepted, and cancels them.

            Options:
              --workers N         calls at once (16)
              --waiting N         calls that may wait (64)
              --millis N          what a call takes (20)
              --times N           how many times the capacity is asked for (2)
              --clients N         connections at once (128)
              --seconds N         length of the flood (60)
              --warmup N          seconds of flood before (10)
              --variant NAME      the dispatcher to use (pool)
              --distribution FILE the .tar.gz to start (the newest in karaf-assembly/target)
              --work FOLDER       where it is unpacked (benchmarks/target/floodload)
              --help              print this
            """;

    /** Its first progress is reported after a tenth of that. */
    private static final int CANCELLED_MILLIS = 2_000;

    private final Server server;
    private final Options options;

    private FloodLoad(Server server, Options options) {
        this.server = server;
        this.options = options;
    }

    /** What the flood's clients saw; times in nanoseconds. */
    private record Seen(
            ConcurrentLinkedQueue<Long> served,
            ConcurrentLinkedQueue<Long> refused,
            ConcurrentLinkedQueue<Long> cancelled,
            AtomicLong wrong) {

        Seen() {
            this(
                    new ConcurrentLinkedQueue<>(),
                    new ConcurrentLinkedQueue<>(),
                    new ConcurrentLinkedQueue<>(),
                    new AtomicLong());
        }
    }

    public static void main(String[] arguments) throws Exception {
        Options options = Arguments.read("run-flood", HELP, arguments, Options::of);
        boolean good;
        try (Server server = Server.distribution(options.distribution(), options.work(), options::configure)) {
            good = new FloodLoad(server, options).run();
        }
        System.exit(good ? 0 : 1);
    }

    private boolean run() throws Exception {
        double capacity = options.workers() * 1_000.0 / options.millis();
        print(
                "%d workers, %d may wait, a call takes %d ms: %.0f a second can be served, %.0f are asked for%n",
                options.workers(), options.waiting(), options.millis(), capacity, capacity * options.times());
        flood(options.warmup());
        long before = LiveHeap.of(server.pid()).bytes();
        double cpu = server.cpuNanos();
        Seen seen = flood(options.seconds());
        cpu = server.cpuNanos() - cpu;
        long after = LiveHeap.of(server.pid()).bytes();
        double second = seen.served().size() / (double) options.seconds();
        print(
                "served   %7d, %.0f a second, %.0f %% of capacity%n",
                seen.served().size(), second, 100 * second / capacity);
        times("         ", seen.served());
        print(
                "refused  %7d with 429 or 503, Retry-After and a JSON-RPC error%n",
                seen.refused().size());
        times("         ", seen.refused());
        print(
                "cancelled %6d calls that ran, to the end of their answer%n",
                seen.cancelled().size());
        times("         ", seen.cancelled());
        print("wrong    %7d%n", seen.wrong().get());
        print("live heap %.2f MB before, %.2f MB after; %.1f s of CPU%n", before / 1e6, after / 1e6, cpu / 1e9);
        return seen.wrong().get() == 0;
    }

    private Seen flood(int seconds) throws Exception {
        Seen seen = new Seen();
        List<FloodClient> clients = new ArrayList<>();
        for (int i = 0; i < options.clients(); i++) {
            clients.add(new FloodClient(server.port(), ""));
        }
        ExecutorService threads = Executors.newFixedThreadPool(options.clients() + 1);
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            FloodClient client = clients.get(i);
            long first = start + pace() * i / options.clients();
            ends.add(threads.submit(() -> {
                call(client, first, end, seen);
                return null;
            }));
        }
        ends.add(threads.submit(() -> {
            cancel(end, seen);
            return null;
        }));
        for (Future<?> each : ends) {
            each.get();
        }
        threads.shutdown();
        return seen;
    }

    /** Returns the nanoseconds between two calls of one client. */
    private long pace() {
        return TimeUnit.MILLISECONDS.toNanos(options.millis())
                * options.clients()
                / options.workers()
                / options.times();
    }

    private void call(FloodClient client, long first, long end, Seen seen) throws IOException {
        try (client) {
            long next = first;
            for (int id = 1; next < end; id++) {
                long left = next - System.nanoTime();
                if (left > 0) {
                    LockSupport.parkNanos(left);
                }
                next += pace();
                long start = System.nanoTime();
                client.call(id, options.millis());
                FloodClient.Answer answer = client.receive();
                long took = System.nanoTime() - start;
                boolean ours = answer.body().contains("\"id\":" + id);
                if (ours && answer.status() == 200 && answer.body().contains("waited " + options.millis() + " ms")) {
                    seen.served().add(took);
                } else if (ours
                        && (answer.status() == 503 || answer.status() == 429)
                        && answer.retryAfter()
                        && answer.body().contains("\"error\"")) {
                    seen.refused().add(took);
                } else {
                    seen.wrong().incrementAndGet();
                }
            }
        }
    }

    /** Has calls accepted that last, and cancels them over another connection once they run. */
    private void cancel(long end, Seen seen) throws IOException {
        try (FloodClient calls = new FloodClient(server.port(), "");
                FloodClient control = new FloodClient(server.port(), calls.session())) {
            for (int id = 1; System.nanoTime() < end; id++) {
                calls.callReporting(id, CANCELLED_MILLIS);
                FloodClient.Answer answer = calls.head();
                if (answer.status() != 200) {
                    calls.rest(answer);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(options.millis()));
                    continue;
                }
                long start = System.nanoTime();
                control.cancel(id);
                if (calls.rest(answer).body().contains("\"result\"")) {
                    seen.wrong().incrementAndGet();
                }
                seen.cancelled().add(System.nanoTime() - start);
                control.receive();
            }
        }
    }

    private static void times(String indent, ConcurrentLinkedQueue<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        if (sorted.length > 0) {
            print(
                    "%smedian %.2f ms, p99 %.2f ms, longest %.2f ms%n",
                    indent,
                    sorted[sorted.length / 2] / 1e6,
                    sorted[(int) Math.ceil(0.99 * sorted.length) - 1] / 1e6,
                    Arrays.stream(sorted).max().orElse(0) / 1e6);
        }
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }

    private record Options(
            int workers,
            int waiting,
            int millis,
            int times,
            int clients,
            int seconds,
            int warmup,
            String variant,
            Path distribution,
            Path work) {

        static Options of(Arguments given) {
            return new Options(
                    given.number("--workers", 16, 4_096),
                    given.number("--waiting", 64, 100_000),
                    given.number("--millis", 20, 10_000),
                    given.number("--times", 2, 100),
                    given.number("--clients", 128, 2_000),
                    given.number("--seconds", 60, 3_600),
                    given.number("--warmup", 10, 3_600),
                    given.text("--variant", "pool"),
                    given.distribution(),
                    given.work("target/flood"));
        }

        /** Sets the sizes of the dispatcher in an unpacked distribution. */
        void configure(Path home) throws IOException {
            Files.writeString(
                    home.resolve("etc/dev.backplane.dispatch." + variant + ".cfg"),
                    "workers = " + workers + "\ntoolWorkers = " + workers + "\ntoolLimit = 1000000\nqueueLimit = "
                            + waiting + "\n");
            if (!variant.equals("pool")) {
                Path features = home.resolve("etc/org.apache.karaf.features.cfg");
                String text = Files.readString(features);
                Files.writeString(
                        features,
                        text.replaceFirst("featuresBoot = ", "featuresBoot = backplane-dispatch-" + variant + ", "));
                Files.writeString(home.resolve("etc/dev.backplane.slots.cfg"), "dispatch = " + variant + "\n");
            }
        }
    }
}
