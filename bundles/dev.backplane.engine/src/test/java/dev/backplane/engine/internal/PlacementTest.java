package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Execution;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PlacementTest {

    private static final int CALLS = 100;
    private static final long SHORT = 20_000;
    private static final long LONG = 1_000_000;
    private static final long VERY_LONG = 50_000_000;
    private static final Meter BEFORE = new Meter(0, 5, 5);

    private final AtomicLong calls = new AtomicLong();
    private boolean adaptive = true;
    private final Placement placement = placement(Execution.UNDECLARED);

    private Placement placement(Execution declared) {
        return new Placement(
                "t",
                declared,
                () -> new CallLimits(adaptive, 200, CALLS, 50, 50, 1_000, 1_000, 3, 100, 1_000, 100, 1 << 20),
                calls::get);
    }

    /** What a thread that was busy for all of the time shows, with so many waits. */
    private static Meter busy(long nanos, int waits) {
        return new Meter(nanos, BEFORE.waits() + waits, BEFORE.blocks());
    }

    private void shortCallsThere(int count) {
        for (int i = 0; i < count; i++) {
            calls.incrementAndGet();
            placement.ranThere(SHORT, BEFORE, busy(SHORT, 0));
        }
    }

    private void promote() {
        shortCallsThere(CALLS);
        assertThat(placement.here()).isTrue();
    }

    @Test
    void declared_staysWhereItSays() {
        assertThat(placement(Execution.NON_BLOCKING).here()).isTrue();
        assertThat(placement(Execution.BLOCKING).here()).isFalse();
        Placement declared = placement(Execution.NON_BLOCKING);
        declared.heldUp(VERY_LONG, BEFORE, busy(0, 1), true);
        assertThat(declared.here()).isTrue();
        assertThat(declared.reason()).isEqualTo("declared");
        assertThat(declared.measures()).isFalse();
        assertThat(declared.looksClosely()).isFalse();
    }

    @Test
    void short_overEnoughCalls_runsHere_unlessSwitchedOff() {
        shortCallsThere(CALLS - 1);
        assertThat(placement.here()).isFalse();
        assertThat(placement.measures()).isTrue();
        shortCallsThere(1);
        assertThat(placement.here()).isTrue();
        assertThat(placement.measures()).isFalse();
        adaptive = false;
        assertThat(placement.here()).isFalse();
        assertThat(placement.reason()).isEqualTo("not adaptive");
    }

    @Test
    void oneLongInAHundred_isShort_twoAreNot() {
        placement.ranThere(LONG, BEFORE, busy(LONG, 0));
        placement.ranThere(LONG, BEFORE, busy(LONG, 0));
        shortCallsThere(CALLS - 2);
        assertThat(placement.here()).isFalse();
        placement.ranThere(LONG, BEFORE, busy(LONG, 0));
        shortCallsThere(CALLS - 1);
        assertThat(placement.here()).isTrue();
    }

    @Test
    void waiting_onAWorker_beginsTheCountAnew_andDoublesIt() {
        shortCallsThere(CALLS - 1);
        placement.ranThere(LONG, BEFORE, busy(0, 1));
        shortCallsThere(2 * CALLS - 1);
        assertThat(placement.here()).isFalse();
        shortCallsThere(1);
        assertThat(placement.here()).isTrue();
    }

    @Test
    void worker_thatTellsNothing_isJudgedByTheClock() {
        placement.ranThere(LONG, null, null);
        for (int i = 0; i < 2 * CALLS; i++) {
            assertThat(placement.here()).isFalse();
            placement.ranThere(SHORT, null, null);
        }
        assertThat(placement.here()).isTrue();
    }

    @Test
    void waiting_seenClosely_banishesForGood() {
        promote();
        assertThat(placement.looksClosely()).isTrue();
        placement.heldUp(LONG, BEFORE, busy(0, 1), true);
        assertThat(placement.here()).isFalse();
        assertThat(placement.reason()).isEqualTo("waited");
        shortCallsThere(200 * CALLS);
        assertThat(placement.here()).isFalse();
        assertThat(placement.measures()).isFalse();
    }

    @Test
    void longWait_notLookedAt_banishesAtOnce_whereTheThreadHasWaited() {
        promote();
        placement.heldUp(VERY_LONG, null, busy(0, 0), true);
        assertThat(placement.here()).isFalse();
        assertThat(placement.reason()).isEqualTo("waited");
    }

    @Test
    void nativeWait_isSuspectedFirst_andBanishedWhenSeenClosely() {
        promote();
        placement.heldUp(VERY_LONG, null, busy(0, 0), false);
        assertThat(placement.here()).isTrue();
        assertThat(placement.looksClosely()).isTrue();
        placement.heldUp(VERY_LONG, BEFORE, busy(0, 0), false);
        assertThat(placement.here()).isFalse();
        assertThat(placement.reason()).isEqualTo("waited");
    }

    @Test
    void delaysOfTheMachine_nowAndThen_banishNobody() {
        promote();
        for (int i = 0; i < 1_000; i++) {
            calls.addAndGet(200);
            placement.heldUp(LONG, BEFORE, busy(0, 0), false);
        }
        assertThat(placement.here()).isTrue();
    }

    @Test
    void busyForLong_againAndAgain_goesBack_andMayReturn_butNotForEver() {
        promote();
        int rounds = 0;
        while (placement.here()) {
            while (placement.here()) {
                placement.heldUp(LONG, BEFORE, busy(LONG, 0), false);
            }
            rounds++;
            shortCallsThere(100 * CALLS);
        }
        assertThat(rounds).isEqualTo(4);
    }
}
