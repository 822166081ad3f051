package dev.backplane.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Probe;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Parts that go and come back while calls go on. */
class SlotsIT {

    private static final int CALLERS = 4;
    private static final int RESTARTS = 5;

    /** Those that a call needs, but nothing of what they knew before. */
    private static final List<String> PARTS =
            List.of("dev.backplane.dispatch.pool", "dev.backplane.session.memory", "dev.backplane.codec.gson");

    private static Distribution backplane;

    @BeforeAll
    static void start() {
        backplane = Distribution.builder("slots").start();
    }

    @AfterAll
    static void stop() {
        backplane.stop();
    }

    @Test
    void states_asShipped_eachSlotIsFilled() {
        assertThat(backplane.shell("mcp:slots --json")).contains("\"gson\"", "\"pool\"", "\"single\"", "\"memory\"");
    }

    @Test
    void parts_restartedUnderLoad_noCallFails() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(threads.submit(() -> {
                while (!over.get()) {
                    assertThat(Probe.call(backplane.endpoint(), "echo", "{\"message\":\"here\"}"))
                            .contains("here");
                    assertThat(Probe.call(backplane.endpoint(), "slow", "{\"millis\":5}"))
                            .contains("waited 5 ms");
                    calls.addAndGet(2);
                }
                return null;
            }));
        }

        for (String part : PARTS) {
            backplane.shell("bundle:restart " + part + ("; bundle:restart " + part).repeat(RESTARTS - 1));
        }
        over.set(true);

        for (Future<?> caller : callers) {
            caller.get(30, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(calls.get()).isGreaterThan(PARTS.size() * RESTARTS);
    }

    @Test
    void slot_emptyForLongerThanTheHold_isNamedInTheAnswer() throws Exception {
        URI endpoint = backplane.endpoint();
        backplane.shell("bundle:stop dev.backplane.dispatch.pool");
        try {
            assertThatThrownBy(() -> Probe.call(endpoint, "slow", "{\"millis\":1}"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("answered 503")
                    .hasMessageContaining("slot dispatch is empty: no implementation came within 2000 ms");
            assertThat(backplane.shell("mcp:slots --json")).doesNotContain("\"pool\"");
            assertThat(Probe.answers(endpoint)).as("what needs no worker").isTrue();
        } finally {
            backplane.shell("bundle:start dev.backplane.dispatch.pool");
        }

        assertThat(Probe.call(endpoint, "slow", "{\"millis\":1}")).contains("waited 1 ms");
    }

    @Test
    void configuration_changedAtRuntime_worksOrIsRefusedByName() {
        backplane.shell("config:property-set -p dev.backplane.dispatch.pool workers 0x10");
        backplane.shell("config:property-set -p dev.backplane.dispatch.pool workers 5000");
        Await.until(
                "the refusal in the log",
                Duration.ofSeconds(10),
                () -> backplane.log().contains("dev.backplane.dispatch.pool: workers is 5000, must be 1 to 4096"));
        assertThat(backplane.log()).contains("dev.backplane.dispatch.pool: workers is no number in range");
        assertThat(backplane.shell("mcp:slots --json")).contains("\"pool\"");

        backplane.shell("config:property-set -p dev.backplane.slots dispatch virtual");
        Await.until(
                "the missing variant in the log",
                Duration.ofSeconds(10),
                () -> backplane.log().contains("Slot dispatch: the configured variant virtual is not there"));
        assertThat(Probe.answers(backplane.endpoint())).isTrue();
    }
}
