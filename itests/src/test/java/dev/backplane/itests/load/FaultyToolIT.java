package dev.backplane.itests.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.fixture.CountTool;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Settings;
import dev.backplane.itests.harness.TestBundle;
import dev.backplane.itests.unruly.UnrulyTools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Tools that throw, exhaust the stack and the heap, never return, ignore their interruption, answer too much and flood, while a
 * crowd of ordinary calls, sessions and streams goes on: none of theirs fails, is lost, or waits beyond a bound, and each
 * caller of a faulty tool gets its error. A few seconds; a minute with {@code -Pproof}.
 */
class FaultyToolIT {
    private static final Duration QUIET = Duration.ofSeconds(Settings.proof() ? 10 : 3);
    private static final Duration TROUBLE = Duration.ofSeconds(Settings.proof() ? 60 : 6);

    /** What a call may take while the heap is exhausted again and again. */
    private static final double BAR_MILLIS = Settings.proof() ? 1_000 : 3_000;

    /** Limit, grace and a machine that does other things besides. */
    private static final long OWN_BAR_MILLIS = 5_000;

    private static final int QUICK_CALLS_MAX = 200_000;

    private static Distribution backplane;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeAll
    static void start() {
        backplane = Distribution.builder("faulty-tools")
                .feature("backplane-registry-sharded")
                .configuration("dev.backplane.engine", "breakerFailures", "10")
                .configuration("dev.backplane.engine", "ioTimeMillis", "500")
                .configuration("dev.backplane.engine", "hungMillis", "500")
                .jvm("-Xmx512m -XX:+UseG1GC -Djava.security.manager=allow")
                .start();
        backplane.shell("bundle:install -s " + TestBundle.of(CountTool.class).toUri());
        backplane.shell("bundle:install -s " + TestBundle.of(UnrulyTools.class).toUri());
    }

    @AfterAll
    static void stop() {
        backplane.stop();
    }

    private static boolean isError(String answer) {
        return answer.startsWith(Operation.ERROR);
    }

    private Troublemaker trouble(String tool, String expected, AtomicBoolean over) {
        return new Troublemaker(
                backplane.port(), "unruly." + tool, answer -> isError(answer) && answer.contains(expected), over);
    }

    @Test
    void tools_thatDoAllThatIsWrong_harmNobodyElse() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Troublemaker> makers = List.of(
                trouble("throw", "thrown on purpose", over),
                trouble("deep", "StackOverflowError", over),
                trouble("memory", "heap space", over),
                trouble("never", "time limit of 300 ms", over),
                trouble("deaf", "time limit of 300 ms", over),
                trouble("giant", "answerBytesMax", over),
                trouble("loop", "could not be written", over),
                new Troublemaker(backplane.port(), "unruly.flood", answer -> answer.matches("\\d+"), over));
        try (Load load = Load.start(backplane, Mix.seeded(41))) {
            load.goOn(QUIET);
            List<Future<Void>> running = new ArrayList<>();
            makers.forEach(maker -> running.add(threads.submit(maker)));
            load.goOn(TROUBLE);
            over.set(true);
            for (Future<Void> each : running) {
                each.get(60, TimeUnit.SECONDS);
            }
            History history = load.stop();

            Report report = Report.of(history);
            System.out.println("==== faulty tools\n  " + report);
            makers.forEach(maker -> System.out.println("  " + maker));
            System.out.println(backplane.shell("mcp:tools unruly"));
            assertThat(makers).allSatisfy(maker -> {
                assertThat(maker.problem()).isEmpty();
                assertThat(maker.longestMillis()).isLessThan(OWN_BAR_MILLIS);
            });
            Verdict.demandClean(history);
            assertThat(report.longestMillis()).isLessThan(BAR_MILLIS);
        }
        assertThat(activity("unruly.throw").get("state").getAsString()).isNotEqualTo("serving");
        assertThat(activity("unruly.deaf").get("state").getAsString()).isNotEqualTo("serving");
        assertThat(activity("unruly.flood").get("failures").getAsLong()).isZero();
        assertThat(activity("echo").get("failures").getAsLong()).isZero();
        assertThat(backplane.log()).contains("unruly.deaf was told to end", "UnrulyTools.lambda");
        assertThat(backplane.shell("mcp:queues --stacks"))
                .containsPattern(
                        "(?s)unruly\\.deaf[^\\n]*fenced.*at dev\\.backplane\\.itests\\.unruly\\.UnrulyTools\\.lambda");
    }

    @Test
    void tool_thatTurnsSlow_goesBackToTheWorkers_andSlowsNobodyElse() throws Exception {
        int slow = 50;
        try (Client client = new Client(backplane.port())) {
            for (int i = 0; i < QUICK_CALLS_MAX && !onIo("unruly.turns", i); i++) {
                assertThat(client.call("", "unruly.turns", "{\"millis\":0}")).isEqualTo("turned");
            }
        }
        assertThat(activity("unruly.turns").get("runs").getAsString()).isEqualTo("io");
        AtomicBoolean over = new AtomicBoolean();
        History history;
        long turned;
        try (Load load = Load.start(backplane, Mix.seeded(43))) {
            load.goOn(QUIET);
            turned = System.nanoTime();
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                callers.add(threads.submit(() -> {
                    try (Client client = new Client(backplane.port())) {
                        while (!over.get()) {
                            assertThat(client.call("", "unruly.turns", "{\"millis\":" + slow + "}"))
                                    .isEqualTo("turned");
                        }
                    }
                }));
            }
            load.goOn(QUIET);
            over.set(true);
            for (Future<?> each : callers) {
                each.get(20, TimeUnit.SECONDS);
            }
            history = load.stop();
        }
        Verdict.demandClean(history);
        double before = p99(history, Long.MIN_VALUE, turned);
        double after = p99(history, turned, Long.MAX_VALUE);
        JsonObject seen = activity("unruly.turns");
        System.out.printf(
                "==== a tool that turns slow: p99 of the others %.2f ms, then %.2f ms; %s%n", before, after, seen);
        assertThat(seen.get("runs").getAsString()).isEqualTo("workers");
        assertThat(seen.get("why").getAsString()).isEqualTo("waited");
        assertThat(seen.get("heldUpMicros").getAsLong()).isBetween(slow * 1_000L, 20L * slow * 1_000);
        assertThat(after).isLessThan(Math.max(2 * before, 10));
    }

    @Test
    void handler_thatHangsOnAnIoThread_isEndedByForce() {
        assumeTrue(Runtime.version().feature() < 20, "Java 20 and later cannot end a thread's work by force");
        History history;
        try (Load load = Load.start(backplane, Mix.seeded(47));
                Client client = new Client(backplane.port())) {
            load.goOn(Duration.ofSeconds(1));
            assertThat(client.call("", "unruly.liar", "{\"millis\":0}")).contains("held up an I/O thread");
            load.goOn(Duration.ofSeconds(1));
            assertThat(client.call("", "unruly.liar", "{\"millis\":0}")).contains("unruly.liar rests");
            history = load.stop();
        }
        System.out.println("==== a handler that hangs on an I/O thread\n  " + Report.of(history));
        Verdict.demandClean(history);
        assertThat(Report.of(history).longestMillis()).isLessThan(3_000);
        assertThat(activity("unruly.liar").get("heldUpMicros").getAsLong()).isBetween(900_000L, 2_500_000L);
    }

    private static double p99(History history, long from, long to) {
        long[] times = history.operations()
                .filter(each -> each.what() == Operation.What.ECHO || each.what() == Operation.What.LOOKUP)
                .filter(each -> each.start() >= from && each.start() < to)
                .mapToLong(Operation::nanos)
                .sorted()
                .toArray();
        return times[(int) (times.length * 0.99)] / 1e6;
    }

    private static boolean onIo(String tool, int calls) {
        return calls % 500 == 0 && activity(tool).get("runs").getAsString().equals("io");
    }

    private static JsonObject activity(String tool) {
        for (JsonElement each : JsonParser.parseString(backplane.shell("mcp:tools --json " + tool))
                .getAsJsonArray()) {
            if (each.getAsJsonObject().get("name").getAsString().equals(tool)) {
                return each.getAsJsonObject().getAsJsonObject("activity");
            }
        }
        throw new AssertionError("no tool " + tool);
    }

    @Test
    void cancel_whileAllWorkersAreTaken_isActedOnAtOnce() throws Exception {
        int calls = Settings.proof() ? 200 : 50;
        List<Waiting> waiting = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            waiting.add(Waiting.call(backplane.port(), i % 2 == 0 ? "unruly.wait" : "unruly.wait.too", threads));
        }
        List<Double> millis = new ArrayList<>();
        for (Waiting each : waiting) {
            millis.add(each.cancel().get(20, TimeUnit.SECONDS) / 1e6);
        }
        millis.sort(null);
        double p99 = millis.get((int) (calls * 0.99) - 1);
        System.out.printf(
                "==== %d calls cancelled with all workers taken: median %.2f ms, p99 %.2f ms%n",
                calls, millis.get(calls / 2), p99);
        assertThat(p99).isLessThan(Settings.proof() ? 10 : 100);
        Await.until("the workers are free", Duration.ofSeconds(20), () -> {
            try (Client client = new Client(backplane.port())) {
                return client.call("", "slow", "{\"millis\":1}").equals("waited 1 ms");
            }
        });
    }
}
