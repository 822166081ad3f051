package dev.backplane.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Drives the bare server and the distribution in turn, from one generator, and prints the processor time that each
 * needs for a request. Everything runs on this machine, so throughput says little; the ratio of processor times is
 * what counts.
 */
public final class Load {

    private static final String HELP = """
            Usage: benchmarks/run-load [options]

            Starts a bare Undertow+Gson server and the built distribution, and sends tools/call of echo to both, in
            turn, over keep-alive connections with one MCP session each. Every answer is checked. Prints the processor
            time of the server in microseconds a request, of each round and as medians, and their ratio.

            Options:
              --connections N     connections at once (16)
              --rounds N          measured rounds a server (5)
              --seconds N         length of a round (5)
              --warmup N          seconds of load before the first round, a server (15)
              --bar X             exit with 1 if the ratio is above X (no bar)
              --distribution FILE the .tar.gz to start (the newest in karaf-assembly/target)
              --work FOLDER       where it is unpacked (benchmarks/target/load)
              --help              print this
            """;

    private Load() {}

    private record Options(
            int connections, int rounds, int seconds, int warmup, double bar, Path distribution, Path work) {}

    public static void main(String[] arguments) throws Exception {
        Options options = Arguments.read("run-load", HELP, arguments, Load::options);
        System.exit(run(options) <= options.bar() ? 0 : 1);
    }

    private static double run(Options options) throws IOException, InterruptedException {
        try (Server bare = Server.bare(options.work());
                Server platform = Server.distribution(options.distribution(), options.work())) {
            List<Server> servers = List.of(bare, platform);
            List<Generator> generators = new ArrayList<>();
            List<List<Double>> micros = List.of(new ArrayList<>(), new ArrayList<>());
            System.out.printf(
                    "%d connections, %d rounds of %d s after %d s of warm-up%n",
                    options.connections(), options.rounds(), options.seconds(), options.warmup());
            for (Server server : servers) {
                Generator generator = new Generator(server.port(), options.connections());
                generators.add(generator);
                generator.run(options.warmup());
            }
            for (int round = 1; round <= options.rounds(); round++) {
                for (int i = 0; i < servers.size(); i++) {
                    Server server = servers.get(i);
                    double before = server.cpuNanos();
                    long answered = generators.get(i).run(options.seconds());
                    double each = (server.cpuNanos() - before) / answered / 1000;
                    micros.get(i).add(each);
                    print(
                            "round %d  %-20s %6.2f us CPU a request  %7d requests a second%n",
                            round, server.name(), each, answered / options.seconds());
                }
            }
            double bareMedian = median(micros.get(0));
            double platformMedian = median(micros.get(1));
            print("median   %-20s %6.2f us CPU a request%n", bare.name(), bareMedian);
            print("median   %-20s %6.2f us CPU a request%n", platform.name(), platformMedian);
            print("ratio    %.2f%n", platformMedian / bareMedian);
            for (Generator generator : generators) {
                generator.close();
            }
            return platformMedian / bareMedian;
        }
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }

    static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static Options options(Arguments given) {
        return new Options(
                given.number("--connections", 16, 10_000),
                given.number("--rounds", 5, 1000),
                given.number("--seconds", 5, 3600),
                given.number("--warmup", 15, 3600),
                given.bar("--bar", Double.MAX_VALUE),
                given.distribution(),
                given.work("target/load"));
    }
}
