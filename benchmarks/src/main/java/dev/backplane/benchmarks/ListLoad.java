package dev.backplane.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Has the distribution list many tools in one page, and a bare Undertow send the same bytes ready-made, in turns, and prints
 * the processor time that each needs for a request; the ratio is what counts.
 */
public final class ListLoad {

    private static final String HELP = """
            Usage: benchmarks/run-list [options]

            Starts the built distribution with a plugin of many tools, and a bare Undertow that answers every request with the
            page that the distribution gave, from one buffer outside of the heap. Sends tools/list (2026-07-28) to both, in
            turns, over keep-alive connections. Every answer is compared, byte for byte. Prints the processor time of the
            server in microseconds a request, of each round and as medians, and their ratio.

            Options:
              --tools N           tools of the page (1000)
              --connections N     connections at once (4)
              --rounds N          measured rounds a server (7)
              --seconds N         length of a round (3)
              --warmup N          seconds of load before the first round, a server (10)
              --bar X             exit with 1 if the ratio is above X (1.5)
              --distribution FILE the .tar.gz to start (the newest in karaf-assembly/target)
              --work FOLDER       where it is unpacked (benchmarks/target/listload)
              --help              print this
            """;

    private static final Pattern TOOL = Pattern.compile("\"inputSchema\":");

    private ListLoad() {}

    private record Options(
            int tools,
            int connections,
            int rounds,
            int seconds,
            int warmup,
            double bar,
            Path distribution,
            Path work) {}

    private static Options options(Arguments given) {
        return new Options(
                given.number("--tools", 1_000, 3_000),
                given.number("--connections", 4, 10_000),
                given.number("--rounds", 7, 1000),
                given.number("--seconds", 3, 3600),
                given.number("--warmup", 10, 3600),
                given.bar("--bar", 1.5),
                given.distribution(),
                given.work("target/listload"));
    }

    public static void main(String[] arguments) throws Exception {
        Options options = Arguments.read("run-list", HELP, arguments, ListLoad::options);
        System.exit(run(options) <= options.bar() ? 0 : 1);
    }

    private static double run(Options options) throws IOException, InterruptedException {
        Server.Setup setup = home -> {
            PluginJar.listed(home.resolve("deploy/listed.jar"), options.tools());
            Files.writeString(
                    home.resolve("etc/dev.backplane.engine.cfg"),
                    "pageSize = " + options.tools() + System.lineSeparator(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        };
        try (Server platform = Server.distribution(options.distribution(), options.work(), setup)) {
            Wait.until("the page", platform.launched(), () -> settled(platform.port(), options.tools()));
            byte[] page = PageClient.page(platform.port());
            Path file = options.work().resolve("page.json");
            Files.write(file, page);
            try (Server bare = Server.bare(options.work(), "bare Undertow", BarePage.class, file.toString());
                    PageClient ofBare = new PageClient(bare.port(), options.connections(), page);
                    PageClient ofPlatform = new PageClient(platform.port(), options.connections(), page)) {
                System.out.printf(
                        "%d tools, %d bytes, %d connections, %d rounds of %d s after %d s of warm-up%n",
                        options.tools(),
                        page.length,
                        options.connections(),
                        options.rounds(),
                        options.seconds(),
                        options.warmup());
                return turns(options, List.of(bare, platform), List.of(ofBare, ofPlatform));
            }
        }
    }

    /** Returns the bytes of the page once it has all tools and stays the same; null: not yet. */
    private static @Nullable Integer settled(int port, int tools) throws IOException {
        byte[] page = PageClient.page(port);
        long listed =
                TOOL.matcher(new String(page, StandardCharsets.UTF_8)).results().count();
        return listed == tools && Arrays.equals(page, PageClient.page(port)) ? page.length : null;
    }

    private static double turns(Options options, List<Server> servers, List<PageClient> clients) throws IOException {
        List<List<Double>> micros = List.of(new ArrayList<>(), new ArrayList<>());
        for (PageClient client : clients) {
            client.run(options.warmup());
        }
        for (int round = 1; round <= options.rounds(); round++) {
            for (int i = 0; i < servers.size(); i++) {
                double before = servers.get(i).cpuNanos();
                long answered = clients.get(i).run(options.seconds());
                double each = (servers.get(i).cpuNanos() - before) / answered / 1000;
                micros.get(i).add(each);
                print(
                        "round %d  %-14s %7.2f us CPU a request  %7d requests a second%n",
                        round, servers.get(i).name(), each, answered / options.seconds());
            }
        }
        double bare = Load.median(micros.get(0));
        double platform = Load.median(micros.get(1));
        print("median   %-14s %7.2f us CPU a request%n", servers.get(0).name(), bare);
        print("median   %-14s %7.2f us CPU a request%n", servers.get(1).name(), platform);
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        print("ratio    %.2f   load average %s%n", platform / bare, load);
        return platform / bare;
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
