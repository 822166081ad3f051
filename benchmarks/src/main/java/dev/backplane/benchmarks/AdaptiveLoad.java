package dev.backplane.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Drives two tools of one distribution in turn, from one generator: {@code echo}, which declares itself non-blocking, and its
 * twin, which does not say. What counts is the ratio of the processor times that a request takes.
 */
public final class AdaptiveLoad {

    private static final String HELP = """
            Usage: benchmarks/run-adaptive [options]

            Starts the built distribution with a twin of echo that does not say where it may run, and sends tools/call of
            echo and of the twin, in turns, over keep-alive connections with one MCP session each. Every answer is checked.
            Prints the processor time of the server in microseconds a request, of each round and as medians, and the ratio.

            Options:
              --connections N     connections at once (16)
              --rounds N          measured rounds a tool (7)
              --seconds N         length of a round (4)
              --warmup N          seconds of load before the first round, a tool (15)
              --bar X             exit with 1 if the ratio is above X (1.15)
              --distribution FILE the .tar.gz to start (the newest in karaf-assembly/target)
              --work FOLDER       where it is unpacked (benchmarks/target/adaptiveload)
              --help              print this
            """;

    private static final List<String> TOOLS = List.of("echo", "plain_echo");

    private AdaptiveLoad() {}

    private record Options(
            int connections, int rounds, int seconds, int warmup, double bar, Path distribution, Path work) {}

    private static Options options(Arguments given) {
        return new Options(
                given.number("--connections", 16, 10_000),
                given.number("--rounds", 7, 1000),
                given.number("--seconds", 4, 3600),
                given.number("--warmup", 15, 3600),
                given.bar("--bar", 1.15),
                given.distribution(),
                given.work("target/adaptiveload"));
    }

    public static void main(String[] arguments) throws Exception {
        Options options = Arguments.read("run-adaptive", HELP, arguments, AdaptiveLoad::options);
        System.exit(run(options) <= options.bar() ? 0 : 1);
    }

    private static double run(Options options) throws IOException, InterruptedException {
        try (Server server = Server.distribution(options.distribution(), options.work())) {
            PluginJar.plainEcho(options.work().resolve("backplane/deploy/plain-echo.jar"));
            Wait.until(
                    "the twin's first answer",
                    server.launched(),
                    () -> Generator.answers(server.port(), TOOLS.get(1)) ? server.port() : null);
            List<Generator> generators = new ArrayList<>();
            List<List<Double>> micros = List.of(new ArrayList<>(), new ArrayList<>());
            for (String tool : TOOLS) {
                generators.add(new Generator(server.port(), options.connections(), tool));
            }
            for (int i = 0; i < 3; i++) {
                for (Generator generator : generators) {
                    generator.run(Math.max(1, options.warmup() / 3));
                }
            }
            for (int round = 1; round <= options.rounds(); round++) {
                for (int i = 0; i < TOOLS.size(); i++) {
                    double before = server.cpuNanos();
                    long answered = generators.get(i).run(options.seconds());
                    double each = (server.cpuNanos() - before) / answered / 1000;
                    micros.get(i).add(each);
                    print(
                            "round %d  %-12s %6.2f us CPU a request  %7d requests a second%n",
                            round, TOOLS.get(i), each, answered / options.seconds());
                }
            }
            double declared = Load.median(micros.get(0));
            double undeclared = Load.median(micros.get(1));
            print("median   %-12s %6.2f us CPU a request%n", TOOLS.get(0), declared);
            print("median   %-12s %6.2f us CPU a request%n", TOOLS.get(1), undeclared);
            print("ratio    %.3f   load average %s%n", undeclared / declared, loadAverage());
            for (Generator generator : generators) {
                generator.close();
            }
            return undeclared / declared;
        }
    }

    private static String loadAverage() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
