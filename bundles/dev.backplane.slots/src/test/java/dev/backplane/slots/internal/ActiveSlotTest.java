package dev.backplane.slots.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.Race;
import dev.backplane.spi.slot.SlotEmptyException;
import dev.backplane.spi.slot.SlotState;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ActiveSlotTest {

    private static final long LONG_HOLD_MILLIS = 60_000;
    private static final Clock NOON = Clock.fixed(Instant.ofEpochMilli(1_200), ZoneOffset.UTC);

    @Test
    void get_oneThere_returnsIt() {
        ActiveSlot<String> slot = slot("", 0);

        slot.add(candidate(1, 0, "single"));

        assertThat(slot.get()).isEqualTo("single#1");
        assertThat(slot.state()).isEqualTo(new SlotState("registry", "single", List.of("single"), 1_200));
    }

    @Test
    void add_several_bestIsHighestRankingThenLongestThere() {
        ActiveSlot<String> slot = slot("", 0);
        slot.add(candidate(3, 5, "c"));
        slot.add(candidate(2, 5, "b"));
        slot.add(candidate(1, 0, "a"));

        assertThat(slot.get()).isEqualTo("b#2");
        assertThat(slot.state().variants()).containsExactly("b", "c", "a");

        slot.add(candidate(4, 6, "d"));

        assertThat(slot.get()).isEqualTo("d#4");
    }

    @Test
    void update_rankingChanged_choosesAnew() {
        ActiveSlot<String> slot = slot("", 0);
        slot.add(candidate(1, 0, "a"));
        slot.add(candidate(2, 0, "b"));
        assertThat(slot.get()).isEqualTo("a#1");

        slot.update(candidate(2, 1, "b"));

        assertThat(slot.get()).isEqualTo("b#2");
        assertThat(slot.state().variants()).containsExactly("b", "a");
    }

    @Test
    void configure_variantThere_isActiveWhateverItsRanking() {
        ActiveSlot<String> slot = slot("a", 0);
        slot.add(candidate(2, 9, "b"));
        assertThat(slot.get()).isEqualTo("b#2");

        slot.add(candidate(1, 0, "a"));
        assertThat(slot.get()).isEqualTo("a#1");

        slot.configure("b", 0);
        assertThat(slot.get()).isEqualTo("b#2");
        slot.configure("none", 0);
        assertThat(slot.get()).isEqualTo("b#2");
        slot.configure("a", 0);
        assertThat(slot.get()).isEqualTo("a#1");
    }

    @Test
    void remove_activeOne_nextBestIsActive() {
        ActiveSlot<String> slot = slot("", 0);
        slot.add(candidate(1, 0, "a"));
        slot.add(candidate(2, 1, "b"));

        slot.remove(2);

        assertThat(slot.get()).isEqualTo("a#1");
        assertThat(slot.state().variants()).containsExactly("a");
    }

    @Test
    void since_changesWithTheActiveOneAlone() {
        AtomicLong now = new AtomicLong(10);
        ActiveSlot<String> slot = new ActiveSlot<>("registry", "", 0, new TestClock(now));
        slot.add(candidate(1, 0, "a"));
        now.set(20);

        slot.add(candidate(2, -1, "b"));
        assertThat(slot.state().since()).isEqualTo(10);
        slot.update(candidate(1, 5, "a"));
        assertThat(slot.state().since()).isEqualTo(10);

        slot.remove(1);
        assertThat(slot.state().since()).isEqualTo(20);
    }

    @Test
    void get_emptyForLongerThanTheHold_failsNamingTheSlot() {
        ActiveSlot<String> slot = slot("", 1);
        slot.add(candidate(1, 0, "a"));
        slot.remove(1);

        assertThatThrownBy(slot::get)
                .isInstanceOfSatisfying(
                        SlotEmptyException.class, e -> assertThat(e.slot()).isEqualTo("registry"))
                .hasMessage("slot registry is empty: no implementation came within 1 ms");
        assertThat(slot.state()).isEqualTo(new SlotState("registry", null, List.of(), 0));
    }

    @Test
    void get_empty_waitsForOneToCome() throws Exception {
        ActiveSlot<String> slot = slot("", LONG_HOLD_MILLIS);
        CompletableFuture<String> waiting = onAnotherThread(slot::get);

        slot.add(candidate(1, 0, "a"));

        assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("a#1");
    }

    @Test
    void close_whileCallsWait_failsThemAtOnce() {
        ActiveSlot<String> slot = slot("", LONG_HOLD_MILLIS);
        CompletableFuture<String> waiting = onAnotherThread(slot::get);

        slot.close();

        assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(SlotEmptyException.class)
                .hasMessageContaining("the platform is stopping");
    }

    @Test
    void update_goneMeanwhile_staysGone() {
        ActiveSlot<String> slot = slot("", 0);
        slot.add(candidate(1, 0, "a"));
        slot.remove(1);

        slot.update(candidate(1, 5, "a"));

        assertThat(slot.state().variants()).isEmpty();
        assertThat(slot.state().active()).isNull();
    }

    @Test
    void end_servesOnUntilTheLastHasGone() {
        ActiveSlot<String> slot = slot("", LONG_HOLD_MILLIS);
        slot.add(candidate(1, 0, "a"));

        slot.end();

        assertThat(slot.get()).isEqualTo("a#1");
        slot.remove(1);
        assertThatThrownBy(slot::get)
                .isInstanceOf(SlotEmptyException.class)
                .hasMessage("slot registry is empty: the platform is stopping");
    }

    @Test
    void get_interrupted_failsAndStaysInterrupted() {
        ActiveSlot<String> slot = slot("", LONG_HOLD_MILLIS);
        Thread.currentThread().interrupt();

        assertThatThrownBy(slot::get).isInstanceOf(SlotEmptyException.class).hasMessageContaining("interrupted");

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void get_whileImplementationsComeAndGo_neverFails() throws Exception {
        ActiveSlot<Supplier<String>> slot = new ActiveSlot<>("registry", "", LONG_HOLD_MILLIS, NOON);
        AtomicBoolean over = new AtomicBoolean();
        Semaphore answered = new Semaphore(0);

        Race.run(5, runner -> {
            if (runner > 0) {
                while (!over.get()) {
                    assertThat(slot.get().get()).isEqualTo("answer");
                    answered.release();
                }
                return;
            }
            for (int i = 1; i <= 1_000; i++) {
                // Every other time the slot is empty in between.
                if (i % 2 == 0) {
                    slot.remove(i - 1);
                }
                slot.add(new Candidate<>(i, i % 3, "v" + i, () -> "answer"));
                slot.remove(i - 1);
                answered.drainPermits();
                assertThat(answered.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            }
            over.set(true);
        });

        assertThat(slot.state().active()).isEqualTo("v1000");
    }

    private static ActiveSlot<String> slot(String preferred, long holdMillis) {
        return new ActiveSlot<>("registry", preferred, holdMillis, NOON);
    }

    private static Candidate<String> candidate(long id, int ranking, String variant) {
        return new Candidate<>(id, ranking, variant, variant + "#" + id);
    }

    private static CompletableFuture<String> onAnotherThread(Supplier<String> call) {
        return CompletableFuture.supplyAsync(call, work -> new Thread(work).start());
    }
}
