package dev.backplane.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Probe;
import dev.backplane.itests.load.Crowd;
import dev.backplane.itests.load.History;
import dev.backplane.itests.load.Load;
import dev.backplane.itests.load.Mix;
import dev.backplane.itests.load.Report;
import dev.backplane.itests.load.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parts that go and come back while calls go on. */
class SlotsIT {

    private static final int RESTARTS = 5;
    private static final int SESSIONS = 20;

    private static Distribution backplane;

    /** Something that cannot be done without the part; fails with the answer. */
    private interface Need {
        void call(Distribution backplane) throws IOException;
    }

    private record Part(String slot, String bundle, Need need) {
        @Override
        public String toString() {
            return slot;
        }
    }

    private static final List<Part> PARTS = List.of(
            new Part(
                    "dispatch",
                    "dev.backplane.dispatch.pool",
                    each -> Probe.call(each.endpoint(), "slow", "{\"millis\":1}")),
            new Part("session", "dev.backplane.session.memory", SlotsIT::open),
            new Part("codec", "dev.backplane.codec.gson", each -> Probe.echo(each.endpoint(), "hello")),
            new Part("registry", "dev.backplane.registry.single", each -> Probe.echo(each.endpoint(), "hello")));

    private static void open(Distribution backplane) throws IOException {
        History history = new History();
        try (Crowd crowd = Crowd.open(backplane, history.page(), 1)) {
            if (crowd.ids().isEmpty()) {
                throw new IOException(history.where(each -> true).get(0).answer());
            }
        }
    }

    @BeforeAll
    static void start() {
        backplane = Distribution.builder("slots").start();
        Swapper.install(backplane);
    }

    @AfterAll
    static void stop() {
        backplane.stop();
    }

    @Test
    void states_asShipped_eachSlotIsFilled() {
        assertThat(backplane.shell("mcp:slots --json")).contains("\"gson\"", "\"pool\"", "\"single\"", "\"memory\"");
    }

    /** None of them has another that could take its place. */
    @Test
    void parts_restartedUnderLoad_comeBackWithTheirStateAndNoCallFails() {
        try (Load load = Load.start(backplane, Mix.seeded(31))) {
            for (Part part : PARTS) {
                backplane.shell(("bundle:restart " + part.bundle() + ";").repeat(RESTARTS));
            }
            History history = load.stop();

            System.out.println("parts restarted: " + Report.of(history));
            Verdict.demandClean(history);
        }
    }

    static List<Part> parts() {
        return PARTS;
    }

    @ParameterizedTest
    @MethodSource("parts")
    void slot_emptyForLongerThanTheHold_isNamedInTheAnswer_andBackWithItsState(Part part) {
        History history = new History();
        try (Crowd crowd = Crowd.open(backplane, history.page(), SESSIONS)) {
            backplane.shell("bundle:stop " + part.bundle());
            try {
                assertThatThrownBy(() -> part.need().call(backplane))
                        .hasMessageContaining("503")
                        .hasMessageContaining(
                                "slot " + part.slot() + " is empty: no implementation came within 2000 ms");
                JsonObject state = Swapper.state(backplane, part.slot());
                assertThat(state.has("active")).isFalse();
                assertThat(state.getAsJsonArray("variants")).isEmpty();
            } finally {
                backplane.shell("bundle:start " + part.bundle());
            }

            crowd.call();
            part.need().call(backplane);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Verdict.demandClean(history);
    }

    @Test
    void configuration_changedAtRuntime_worksOrIsRefusedByName() {
        backplane.shell("config:property-set -p dev.backplane.dispatch.pool workers 0x10");
        backplane.shell("config:property-set -p dev.backplane.dispatch.pool workers 5000");
        Await.until(
                "the refusal in the log",
                Duration.ofSeconds(10),
                () -> backplane.log().contains("dev.backplane.dispatch.pool: workers is 5000, must be 0 to 4096"));
        assertThat(backplane.log()).contains("dev.backplane.dispatch.pool: workers is no number in range");
        assertThat(backplane.shell("mcp:slots --json")).contains("\"pool\"");

        backplane.shell("config:property-set -p dev.backplane.slots dispatch virtual");
        Await.until(
                "the missing variant in the log",
                Duration.ofSeconds(10),
                () -> backplane.log().contains("Slot dispatch: the configured variant virtual is not there"));
        assertThat(Probe.answers(backplane.endpoint())).isTrue();

        backplane.shell("config:property-delete -p dev.backplane.slots dispatch");
        backplane.shell("config:property-delete -p dev.backplane.dispatch.pool workers");
        Await.until(
                "nothing missing any more",
                Duration.ofSeconds(10),
                () -> !Swapper.state(backplane, "dispatch").has("problem"));
    }
}
