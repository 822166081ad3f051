package dev.backplane.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
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

    public static void main(String[] arguments) throws Exception {
        if (List.of(arguments).contains("--help")) {
            System.out.print(HELP);
            return;
        }
        int connections = 16;
        int rounds = 7;
        int seconds = 4;
        int warmup = 15;
        double bar = 1.15;
        Path distribution = Path.of("");
        Path work = Path.of("target/adaptiveload");
        for (int i = 0; i < arguments.length; i += 2) {
            String value = i + 1 < arguments.length ? arguments[i + 1] : "";
            switch (arguments[i]) {
                case "--connections" -> connections = Integer.parseInt(value);
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--seconds" -> seconds = Integer.parseInt(value);
                case "--warmup" -> warmup = Integer.parseInt(value);
                case "--bar" -> bar = Double.parseDouble(value);
                case "--distribution" -> distribution = Path.of(value);
                case "--work" -> work = Path.of(value);
                default -> {
                    System.err.println("run-adaptive: unknown option " + arguments[i] + "; see --help");
                    System.exit(2);
                }
            }
        }
        System.exit(run(distribution, work, connections, rounds, seconds, warmup) <= bar ? 0 : 1);
    }

    private static double run(Path distribution, Path work, int connections, int rounds, int seconds, int warmup)
            throws IOException, InterruptedException {
        try (Server server = Server.distribution(distribution, work)) {
            PluginJar.write(work.resolve("backplane/deploy/plain-echo.jar"));
            Wait.until(
                    "the twin's first answer",
                    server.launched(),
                    () -> Generator.answers(server.port(), TOOLS.get(1)) ? server.port() : null);
            List<Generator> generators = new ArrayList<>();
            List<List<Double>> micros = List.of(new ArrayList<>(), new ArrayList<>());
            for (String tool : TOOLS) {
                generators.add(new Generator(server.port(), connections, tool));
            }
            for (int i = 0; i < 3; i++) {
                for (Generator generator : generators) {
                    generator.run(Math.max(1, warmup / 3));
                }
            }
            for (int round = 1; round <= rounds; round++) {
                for (int i = 0; i < TOOLS.size(); i++) {
                    double before = server.cpuNanos();
                    long answered = generators.get(i).run(seconds);
                    double each = (server.cpuNanos() - before) / answered / 1000;
                    micros.get(i).add(each);
                    print(
                            "round %d  %-12s %6.2f us CPU a request  %7d requests a second%n",
                            round, TOOLS.get(i), each, answered / seconds);
                }
            }
            double declared = median(micros.get(0));
            double undeclared = median(micros.get(1));
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

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
