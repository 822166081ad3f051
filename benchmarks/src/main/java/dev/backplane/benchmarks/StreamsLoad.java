package dev.backplane.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What open event streams cost, and how long a broadcast to all of them takes, some of which do not read. */
public final class StreamsLoad {

    private static final String HELP = """
            Usage: benchmarks/run-streams [options]

            Starts the built distribution. First, for each way to open an event stream: opens many, looks how much more
            lives on the server's heap, and closes them. Then, for each way: lets a list of tools change and waits until
            all have heard of it; the same with some that do not read and whose windows are full, in turn.

            Options:
              --streams N         streams at once (5000)
              --stalled N         of which so many do not read (50)
              --rounds N          with and without stalled ones (3)
              --broadcasts N      a round (20)
              --form F            get, listen or sse alone (all)
              --scenario S        heap or broadcast alone (both)
              --classes N         print so many classes that grew most (0)
              --bar-heap B        exit with 1 if a stream takes more bytes (no bar)
              --bar-ratio X       exit with 1 if the stalled ones make a broadcast longer than this (no bar)
              --distribution FILE the .tar.gz to start (the newest in karaf-assembly/target)
              --work FOLDER       where it is unpacked (benchmarks/target/load)
              --help              print this
            """;

    private static final String TRIGGER = StreamForm.call("test_trigger_tool_change");
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** So many small messages fill what is on the way to a client with a small window, and more. */
    private static final int FILLING = 300;

    private final StreamsOptions options;
    private final Server server;
    private final InetSocketAddress address;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private boolean withinBars = true;

    private StreamsLoad(StreamsOptions options, Server server) {
        this.options = options;
        this.server = server;
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
    }

    public static void main(String[] arguments) throws Exception {
        StreamsOptions options = Arguments.read("run-streams", HELP, arguments, StreamsOptions::of);
        boolean good;
        try (Server server = Server.distribution(options.distribution(), options.work(), StreamsLoad::prepare)) {
            StreamsLoad load = new StreamsLoad(options, server);
            for (StreamForm form : options.forms()) {
                if (options.heap()) {
                    load.heap(form);
                }
                if (options.broadcast()) {
                    load.broadcast(form);
                }
            }
            good = load.withinBars;
        }
        System.exit(good ? 0 : 1);
    }

    /** With the tool that changes the list, each change told at once, and stalled streams left alone. */
    private static void prepare(Path home) throws IOException {
        Path boot = home.resolve("etc/org.apache.karaf.features.cfg");
        String marker = "featuresBoot = \\\n";
        Files.writeString(boot, Files.readString(boot).replace(marker, marker + "    backplane-conformance, \\\n"));
        Path engine = Files.writeString(home.resolve("etc/dev.backplane.engine.cfg"), "");
        Ports.set(engine, "settleMillis", 0);
        Ports.set(engine, "holdMillis", 0);
        Path transport = home.resolve("etc/dev.backplane.transport.http.cfg");
        Ports.set(transport, "streamStallMillis", 3_600_000);
        Ports.set(transport, "keepAliveSeconds", 3_600);
    }

    // ---- heap ----------------------------------------------------------------------------------------------------

    private void heap(StreamForm form) throws IOException, InterruptedException {
        // what grows once, such as tables, and classes that are loaded
        closeAll(open(form, options.streams(), 0));
        LiveHeap before = settled();
        double cpu = server.cpuNanos();
        long start = System.nanoTime();
        List<StreamClient> open = open(form, options.streams(), 0);
        double openSeconds = (System.nanoTime() - start) / 1e9;
        double openMicros = (server.cpuNanos() - cpu) / 1000 / open.size();
        LiveHeap with = LiveHeap.of(server.pid());
        start = System.nanoTime();
        closeAll(open);
        LiveHeap after = settled();
        double each = (double) (with.bytes() - before.bytes()) / open.size();
        print(
                "%-6s  heap of a stream %.0f bytes (left when closed: %.0f); %.0f opened a second, %.0f us CPU each%n",
                form,
                each,
                (double) (after.bytes() - before.bytes()) / open.size(),
                open.size() / openSeconds,
                openMicros);
        if (options.classes() > 0) {
            System.out.print(with.growth(before, open.size(), options.classes()));
        }
        withinBars &= each <= options.barHeap();
    }

    private List<StreamClient> open(StreamForm form, int count, int small) throws IOException {
        List<StreamClient> open = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StreamClient client = new StreamClient(address, i < small);
            form.open(client);
            open.add(client);
        }
        return open;
    }

    private static void closeAll(List<StreamClient> clients) throws IOException {
        for (StreamClient client : clients) {
            client.close();
        }
    }

    /** Looks at the heap when the server has seen that the connections are closed: when no more goes. */
    private LiveHeap settled() throws IOException, InterruptedException {
        LiveHeap last = LiveHeap.of(server.pid());
        while (true) {
            LiveHeap next = LiveHeap.of(server.pid());
            if (next.bytes() > last.bytes() - last.bytes() / 1000) {
                return next;
            }
            last = next;
        }
    }

    // ---- broadcast -----------------------------------------------------------------------------------------------

    private void broadcast(StreamForm form) throws IOException {
        List<StreamClient> open = open(form, options.streams(), options.stalled());
        try (Selector selector = Selector.open();
                StreamClient trigger = new StreamClient(address, false)) {
            for (StreamClient each : open) {
                each.register(selector);
            }
            times(selector, trigger, open, options.broadcasts());
            List<Double> without = new ArrayList<>();
            List<Double> with = new ArrayList<>();
            for (int round = 1; round <= options.rounds(); round++) {
                without.addAll(times(selector, trigger, open, options.broadcasts()));
                List<StreamClient> reading = open.subList(options.stalled(), open.size());
                open.subList(0, options.stalled()).forEach(each -> each.stall(selector, true));
                times(selector, trigger, reading, FILLING);
                with.addAll(times(selector, trigger, reading, options.broadcasts()));
                open.subList(0, options.stalled()).forEach(each -> each.stall(selector, false));
                catchUp(selector, open);
            }
            double ratio = quartile(with) / quartile(without);
            print(
                    "%-6s  broadcast to %d: %.1f ms; with %d stalled: %.1f ms to the others; ratio %.2f%n",
                    form, open.size(), quartile(without) / 1e6, options.stalled(), quartile(with) / 1e6, ratio);
            withinBars &= ratio <= options.barRatio();
        }
        closeAll(open);
    }

    /** Lets the list change so often, each time waiting until these have heard of it; returns the nanoseconds. */
    private List<Double> times(Selector selector, StreamClient trigger, List<StreamClient> hearing, int times)
            throws IOException {
        List<Double> nanos = new ArrayList<>(times);
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            trigger.exchange(TRIGGER);
            await(selector, hearing.size());
            nanos.add((double) (System.nanoTime() - start));
        }
        return nanos;
    }

    private void await(Selector selector, int news) throws IOException {
        int missing = news;
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (missing > 0) {
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                missing -= ((StreamClient) key.attachment()).take(buffer);
            }
            selector.selectedKeys().clear();
            if (System.nanoTime() > end) {
                throw new IOException(missing + " of " + news + " have heard nothing");
            }
        }
    }

    /** Reads until those that stalled have heard as much as the others. */
    private void catchUp(Selector selector, List<StreamClient> open) throws IOException {
        long heard = open.get(open.size() - 1).heard();
        long missing = 0;
        for (StreamClient each : open) {
            missing += heard - each.heard();
        }
        await(selector, Math.toIntExact(missing));
    }

    /** Returns what a quarter of the values keeps below: other programs on the machine only ever make it longer. */
    private static double quartile(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 4);
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
