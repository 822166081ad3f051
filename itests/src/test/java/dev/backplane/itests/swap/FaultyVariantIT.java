package dev.backplane.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.backplane.itests.faulty.FaultTool;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Shell;
import dev.backplane.itests.harness.TestBundle;
import dev.backplane.itests.load.Crowd;
import dev.backplane.itests.load.History;
import dev.backplane.itests.load.Load;
import dev.backplane.itests.load.Mix;
import dev.backplane.itests.load.Report;
import dev.backplane.itests.load.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** New variants that throw, hang or stop at each step of a swap, under load: rolled back, and nothing is lost. */
class FaultyVariantIT {
    private static final String BUNDLE = "dev.backplane.itests.faulty";
    private static final int ENTRIES = 20_000;
    private static final int SESSIONS = 200;

    private static Distribution backplane;

    /** How a swap fails. */
    private record Failure(String kind, String step, int after, String reason) {}

    private static final List<Failure> FAILURES = List.of(
            new Failure("throw", "trial", 0, "trying out faulty: .*faulty at TRIAL"),
            new Failure("hang", "trial", 0, "trying out faulty: nothing has moved for 700 ms.*"),
            new Failure("stop", "trial", 0, ".*faulty is stopped"),
            new Failure("throw", "copy", 100, "copying: .*faulty at COPY"),
            new Failure("hang", "copy", 100, "copying: nothing has moved for 700 ms.*"),
            new Failure("stop", "copy", 100, "copying: faulty is stopped"),
            new Failure("throw", "drain", 0, "draining: .*faulty at DRAIN"),
            new Failure("hang", "drain", 0, ".*nothing has moved for 700 ms.*"),
            new Failure("stop", "drain", 0, ".*faulty is stopped"),
            new Failure("omit", "copy", 100, "draining: .*it has \\d+ entries of \\d+"));

    @BeforeAll
    static void start() {
        backplane = Distribution.builder("faulty")
                .configuration("dev.backplane.slots", "registry", "single")
                .configuration("dev.backplane.slots", "session", "memory")
                .configuration("dev.backplane.slots", "stallMillis", "700")
                .start();
        Swapper.install(backplane);
        backplane.shell("bundle:install -s " + TestBundle.of(FaultTool.class).toUri());
        Await.until("the faulty variants", Duration.ofSeconds(10), () -> offered("registry") && offered("session"));
    }

    @AfterAll
    static void stop() {
        backplane.stop();
    }

    @Test
    void registry_failingAtEachStep_isRefusedAndNothingIsLost() {
        Swapper.ask(backplane, "fill", "{\"operation\":\"fill\",\"count\":" + ENTRIES + "}");
        History history = underLoad("registry", "single", 23);
        Swapper.report("faulty-registry", Report.of(history));
        assertThat(verify()).isEqualTo("all " + ENTRIES + " are there, once");
        Swapper.ask(backplane, "fill", "{\"operation\":\"empty\",\"count\":0}");
    }

    @Test
    void sessionStore_failingAtEachStep_isRefusedAndNothingIsLost() {
        History history = underLoad("session", "memory", 29);
        Swapper.report("faulty-session", Report.of(history));
    }

    private static History underLoad(String slot, String good, int seed) {
        History besides = new History();
        try (Crowd crowd = Crowd.open(backplane, besides.page(), SESSIONS);
                Load load = Load.start(backplane, Mix.seeded(seed))) {
            for (Failure failure : FAILURES) {
                demandRefusal(slot, good, failure);
            }
            demandWayBackWhenItStopsServing(slot, good);
            demandSwapFromOneThatCannotBeEmptied(slot, good);
            History history = load.stop();
            crowd.call();
            assertThat(Swapper.ask(backplane, "store", "{}").lines()).containsAll(crowd.ids());
            Verdict.demandClean(history);
            Verdict.demandClean(besides);
            return history;
        }
    }

    private static void demandRefusal(String slot, String good, Failure failure) {
        set(failure.kind(), failure.step(), failure.after());
        assertThatThrownBy(() -> backplane.shell("mcp:slot-use " + slot + " faulty"))
                .as("%s", failure)
                .isInstanceOf(Shell.ShellFailure.class);

        JsonObject state = Swapper.state(backplane, slot);
        assertThat(state.get("active").getAsString()).as("%s", failure).isEqualTo(good);
        assertThat(state.get("phase").getAsString()).isEqualTo("idle");
        JsonObject last = state.getAsJsonObject("lastSwap");
        assertThat(last.get("to").getAsString()).as("%s", failure).isEqualTo("faulty");
        assertThat(last.get("problem").getAsString()).as("%s", failure).matches(failure.reason());
        if (failure.kind().equals("stop")) {
            startAgain(slot);
        } else {
            assertThat(state.get("problem").getAsString())
                    .as("%s", failure)
                    .startsWith("faulty was refused: ")
                    .matches("faulty was refused: " + failure.reason());
        }
    }

    /** It takes over, and then its bundle stops. */
    private static void demandWayBackWhenItStopsServing(String slot, String good) {
        set("stop", "serve", 0);
        try {
            backplane.shell("mcp:slot-use " + slot + " faulty");
        } catch (Shell.ShellFailure e) {
            // It may have stopped before the command looks.
            assertThat(e).hasMessageContaining("faulty was refused: it has gone");
        }
        Await.until(
                "the way back to " + good,
                Duration.ofSeconds(10),
                () -> Swapper.state(backplane, slot).get("active").getAsString().equals(good));
        startAgain(slot);
        backplane.shell("mcp:slot-use " + slot + " " + good);
    }

    /** Another one takes over from it all the same. */
    private static void demandSwapFromOneThatCannotBeEmptied(String slot, String good) {
        for (String kind : List.of("throw", "hang")) {
            set("none", "clear", 0);
            backplane.shell("mcp:slot-use " + slot + " faulty");
            set(kind, "clear", 0);
            backplane.shell("mcp:slot-use " + slot + " " + good);
            assertThat(Swapper.state(backplane, slot).get("active").getAsString())
                    .isEqualTo(good);
        }
        set("none", "clear", 0);
    }

    private static void startAgain(String slot) {
        Await.until("the stop of the bundle", Duration.ofSeconds(10), () -> !offered(slot));
        backplane.shell("bundle:start " + BUNDLE);
        Await.until(
                "its start",
                Duration.ofSeconds(10),
                () -> offered(slot) && backplane.shell("mcp:tools --json fault").contains("\"fault\""));
    }

    private static boolean offered(String slot) {
        return Swapper.state(backplane, slot).getAsJsonArray("variants").contains(new JsonPrimitive("faulty"));
    }

    private static void set(String kind, String step, int after) {
        Swapper.ask(
                backplane, "fault", "{\"kind\":\"" + kind + "\",\"step\":\"" + step + "\",\"after\":" + after + "}");
    }

    private static String verify() {
        return Swapper.ask(backplane, "fill", "{\"operation\":\"verify\",\"count\":0}");
    }
}
