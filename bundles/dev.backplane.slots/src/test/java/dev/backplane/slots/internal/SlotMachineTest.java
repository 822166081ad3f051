package dev.backplane.slots.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.Race;
import dev.backplane.spi.slot.SlotEmptyException;
import dev.backplane.spi.slot.SlotPhase;
import dev.backplane.spi.slot.SlotState;
import dev.backplane.spi.slot.SwapException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotMachineTest {

    private static final long LONG_HOLD_MILLIS = 60_000;

    private final AtomicLong now = new AtomicLong(1_200);

    @Test
    void get_oneThere_returnsIt() {
        SlotMachine<String> machine = machine("", 0);

        machine.add(candidate(1, 0, "single"));

        assertThat(get(machine)).isEqualTo("single#1");
        SlotState state = machine.state();
        assertThat(state.name()).isEqualTo("registry");
        assertThat(state.active()).isEqualTo("single");
        assertThat(state.phase()).isEqualTo(SlotPhase.IDLE);
        assertThat(state.since()).isEqualTo(1_200);
        assertThat(state.problem()).isNull();
    }

    @Test
    void add_several_bestIsHighestRankingThenLongestThere() {
        SlotMachine<String> machine = machine("", 0);
        machine.add(candidate(3, 5, "c"));
        machine.add(candidate(2, 5, "b"));
        machine.add(candidate(1, 0, "a"));

        assertThat(get(machine)).isEqualTo("b#2");
        assertThat(machine.state().variants()).containsExactly("b", "c", "a");

        machine.add(candidate(4, 6, "d"));

        assertThat(get(machine)).isEqualTo("d#4");
    }

    @Test
    void update_rankingChanged_choosesAnew() {
        SlotMachine<String> machine = machine("", 0);
        machine.add(candidate(1, 0, "a"));
        machine.add(candidate(2, 0, "b"));
        assertThat(get(machine)).isEqualTo("a#1");

        machine.update(candidate(2, 1, "b"));

        assertThat(get(machine)).isEqualTo("b#2");
        assertThat(machine.state().variants()).containsExactly("b", "a");
    }

    @Test
    void configure_variantThere_isActiveWhateverItsRanking() {
        SlotMachine<String> machine = machine("a", 0);
        machine.add(candidate(2, 9, "b"));
        assertThat(get(machine)).isEqualTo("b#2");
        assertThat(machine.state().problem()).isEqualTo("the configured variant a is not there");

        machine.add(candidate(1, 0, "a"));
        assertThat(get(machine)).isEqualTo("a#1");
        assertThat(machine.state().problem()).isNull();

        machine.configure(settings("b", LONG_HOLD_MILLIS));
        Until.holds(() -> get(machine).equals("b#2"));
        machine.configure(settings("none", LONG_HOLD_MILLIS));
        assertThat(get(machine)).isEqualTo("b#2");
        machine.configure(settings("a", LONG_HOLD_MILLIS));
        Until.holds(() -> get(machine).equals("a#1"));
    }

    @Test
    void use_overConfiguration_lastsUntilAnotherIsConfigured() {
        SlotMachine<String> machine = machine("a", 0);
        machine.add(candidate(1, 0, "a"));
        machine.add(candidate(2, 9, "b"));

        machine.use("b", (phase, done, total) -> {});
        assertThat(get(machine)).isEqualTo("b#2");
        machine.configure(settings("a", LONG_HOLD_MILLIS));
        assertThat(get(machine)).isEqualTo("b#2");

        machine.configure(settings("", LONG_HOLD_MILLIS));
        assertThat(get(machine)).isEqualTo("b#2");
        machine.configure(settings("a", LONG_HOLD_MILLIS));
        Until.holds(() -> get(machine).equals("a#1"));
    }

    @Test
    void configure_tellingLateOfWhatWasAskedFor_changesNothing() {
        SlotMachine<String> machine = machine("a", 0);
        machine.add(candidate(1, 0, "a"));
        machine.add(candidate(2, 0, "b"));
        machine.add(candidate(3, 0, "c"));

        for (String variant : new String[] {"b", "c"}) {
            machine.use(variant, (phase, done, total) -> {});
            machine.configure(settings("b", LONG_HOLD_MILLIS));
            machine.expect(variant);
        }
        machine.configure(settings("b", LONG_HOLD_MILLIS));
        assertThat(get(machine)).isEqualTo("c#3");
        assertThat(machine.history())
                .last()
                .satisfies(swap -> assertThat(swap.to()).isEqualTo("c"));
        machine.configure(settings("c", LONG_HOLD_MILLIS));
        assertThat(get(machine)).isEqualTo("c#3");

        machine.configure(settings("b", LONG_HOLD_MILLIS));
        assertThat(machine.history())
                .last()
                .satisfies(swap -> assertThat(swap.to()).isEqualTo("c"));

        now.addAndGet(10_001);
        machine.configure(settings("b", LONG_HOLD_MILLIS));
        Until.holds(() -> get(machine).equals("b#2"));
    }

    @Test
    void add_oneThatFailsItsTrial_isRefusedAndShown() {
        SlotMachine<String> machine = machine("", 0);
        machine.add(candidate(1, 0, "a"));

        machine.add(candidate(2, 9, "broken"));

        assertThat(get(machine)).isEqualTo("a#1");
        assertThat(machine.state().problem())
                .isEqualTo("broken was refused: trying out broken: java.lang.IllegalStateException: no use");
        assertThat(machine.state().lastSwap().problem()).contains("no use");
        assertThatThrownBy(() -> machine.use("broken", (phase, done, total) -> {}))
                .isInstanceOf(SwapException.class)
                .hasMessageContaining("slot registry: broken was refused: trying out broken")
                .hasMessageContaining("no use");
        machine.remove(2);
        assertThat(machine.state().problem()).isNull();
    }

    @Test
    void add_theOnlyOneFailsItsTrial_callsAreToldWhy() {
        SlotMachine<String> machine = machine("", 0);

        machine.add(candidate(2, 9, "broken"));

        assertThatThrownBy(() -> get(machine))
                .isInstanceOf(SlotEmptyException.class)
                .hasMessageContaining("slot registry is empty: no implementation came within 0 ms; broken was refused");
    }

    @Test
    void remove_activeOne_nextBestIsActive() {
        SlotMachine<String> machine = machine("", 0);
        machine.add(candidate(1, 0, "a"));
        machine.add(candidate(2, 1, "b"));

        machine.remove(2);

        assertThat(get(machine)).isEqualTo("a#1");
        assertThat(machine.state().variants()).containsExactly("a");
    }

    @Test
    void since_changesWithTheActiveOneAlone() {
        SlotMachine<String> machine = machine("", 0);
        now.set(10);
        machine.add(candidate(1, 0, "a"));
        now.set(20);

        machine.add(candidate(2, -1, "b"));
        assertThat(machine.state().since()).isEqualTo(10);
        machine.update(candidate(1, 5, "a"));
        assertThat(machine.state().since()).isEqualTo(10);

        machine.remove(1);
        assertThat(machine.state().since()).isEqualTo(20);
    }

    @Test
    void get_emptyForLongerThanTheHold_failsNamingTheSlot() {
        SlotMachine<String> machine = machine("", 1);
        machine.add(candidate(1, 0, "a"));
        machine.remove(1);

        assertThatThrownBy(() -> get(machine))
                .isInstanceOfSatisfying(
                        SlotEmptyException.class, e -> assertThat(e.slot()).isEqualTo("registry"))
                .hasMessage("slot registry is empty: no implementation came within 1 ms");
        assertThat(machine.state().active()).isNull();
    }

    @Test
    void get_emptyAlready_failsWithoutWaitingOnceMore() {
        SlotMachine<String> machine = machine("", 200);
        machine.add(candidate(1, 0, "a"));
        machine.remove(1);
        assertThatThrownBy(() -> get(machine)).isInstanceOf(SlotEmptyException.class);

        long began = System.nanoTime();
        assertThatThrownBy(() -> get(machine)).isInstanceOf(SlotEmptyException.class);

        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.MILLISECONDS.toNanos(200));
    }

    @Test
    void get_empty_waitsForOneToCome() throws Exception {
        SlotMachine<String> machine = machine("", LONG_HOLD_MILLIS);
        CompletableFuture<String> waiting = onAnotherThread(() -> get(machine));

        machine.add(candidate(1, 0, "a"));

        assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("a#1");
    }

    @Test
    void close_whileCallsWait_failsThemAtOnce() {
        SlotMachine<String> machine = machine("", LONG_HOLD_MILLIS);
        CompletableFuture<String> waiting = onAnotherThread(() -> get(machine));

        machine.close();

        assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(SlotEmptyException.class)
                .hasMessageContaining("the platform is stopping");
    }

    @Test
    void update_goneMeanwhile_staysGone() {
        SlotMachine<String> machine = machine("", 0);
        machine.add(candidate(1, 0, "a"));
        machine.remove(1);

        machine.update(candidate(1, 5, "a"));

        assertThat(machine.state().variants()).isEmpty();
        assertThat(machine.state().active()).isNull();
    }

    @Test
    void end_servesOnUntilTheLastHasGone() {
        SlotMachine<String> machine = machine("", LONG_HOLD_MILLIS);
        machine.add(candidate(1, 0, "a"));

        machine.end();

        assertThat(get(machine)).isEqualTo("a#1");
        machine.remove(1);
        assertThatThrownBy(() -> get(machine))
                .isInstanceOf(SlotEmptyException.class)
                .hasMessage("slot registry is empty: the platform is stopping");
    }

    @Test
    void get_interrupted_failsAndStaysInterrupted() {
        SlotMachine<String> machine = machine("", LONG_HOLD_MILLIS);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> get(machine))
                .isInstanceOf(SlotEmptyException.class)
                .hasMessageContaining("interrupted");

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void remove_whileACallIsUnderWay_waitsForIt() throws Exception {
        SlotMachine<String> machine = machine("", LONG_HOLD_MILLIS);
        machine.add(candidate(1, 0, "a"));
        Tenure<String> call = machine.slot().enter();

        CompletableFuture<String> removed = onAnotherThread(() -> {
            machine.remove(1);
            return "removed";
        });
        Until.holds(() -> machine.state().active() == null);

        assertThat(removed).isNotDone();
        call.exit();
        assertThat(removed.get(30, TimeUnit.SECONDS)).isEqualTo("removed");
    }

    @Test
    void get_whileImplementationsComeAndGo_neverFails() throws Exception {
        SlotMachine<Supplier<String>> machine = new SlotMachine<>(
                new ActiveSlot<>("registry", LONG_HOLD_MILLIS),
                newcomer -> {},
                settings("", LONG_HOLD_MILLIS),
                Clock.systemUTC());
        AtomicBoolean over = new AtomicBoolean();
        Semaphore answered = new Semaphore(0);

        Race.run(5, runner -> {
            if (runner > 0) {
                while (!over.get()) {
                    Tenure<Supplier<String>> call = machine.slot().enter();
                    assertThat(call.service().get()).isEqualTo("answer");
                    call.exit();
                    answered.release();
                }
                return;
            }
            for (int i = 1; i <= 1_000; i++) {
                // Every other time the slot is empty in between.
                if (i % 2 == 0) {
                    machine.remove(i - 1);
                }
                machine.add(new Candidate<>(i, i % 3, "v" + i, () -> "answer"));
                machine.remove(i - 1);
                answered.drainPermits();
                assertThat(answered.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            }
            over.set(true);
        });

        assertThat(machine.state().active()).isEqualTo("v1000");
        assertThat(machine.history()).hasSize(100);
    }

    private SlotMachine<String> machine(String configured, long holdMillis) {
        return new SlotMachine<>(
                new ActiveSlot<>("registry", holdMillis),
                newcomer -> {
                    if (newcomer.startsWith("broken")) {
                        throw new IllegalStateException("no use");
                    }
                },
                settings(configured, holdMillis),
                new TestClock(now));
    }

    private static SlotSettings settings(String registry, long holdMillis) {
        return new SlotSettings(Map.of("registry", registry), holdMillis, 100, 5_000, "", 500_000);
    }

    private static @Nullable String get(SlotMachine<String> machine) {
        Tenure<String> call = machine.slot().enter();
        try {
            return call.service();
        } finally {
            call.exit();
        }
    }

    private static Candidate<String> candidate(long id, int ranking, String variant) {
        return new Candidate<>(id, ranking, variant, variant + "#" + id);
    }

    private static CompletableFuture<String> onAnotherThread(Supplier<String> call) {
        return CompletableFuture.supplyAsync(call, work -> new Thread(work).start());
    }
}
