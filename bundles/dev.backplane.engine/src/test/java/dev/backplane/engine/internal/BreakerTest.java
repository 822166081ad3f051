package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.tool.ToolActivity.State;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final int FAILURES = 10;
    private static final long WINDOW = 1_000;
    private static final long REST = 400;

    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private CallLimits limits = limits(FAILURES);
    private final Breaker breaker = new Breaker("t", () -> limits, calls::get, nanos::get);

    private static CallLimits limits(int failures) {
        return new CallLimits(true, 200, 500, failures, 50, WINDOW, REST, 2, 100, 1_000, 100, 1 << 20);
    }

    private void forward(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            calls.incrementAndGet();
            breaker.failed(1, false, "broken");
        }
    }

    private void rest() {
        fail(FAILURES);
        assertThat(breaker.state()).isEqualTo(State.RESTING);
    }

    @Test
    void failures_asManyAsAllowed_restTheTool_andSayForHowLong() {
        fail(FAILURES - 1);
        assertThat(breaker.admit()).isFalse();
        fail(1);
        assertThat(breaker.state()).isEqualTo(State.RESTING);
        assertThat(breaker.restsMillis()).isEqualTo(REST);
        forward(100);
        assertThatThrownBy(breaker::admit)
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.status()).isEqualTo(503))
                .hasMessageContaining("t rests")
                .hasMessageContaining("300 ms");
    }

    @Test
    void failures_thatAreFewOfTheCalls_restNothing() {
        fail(1);
        calls.addAndGet(10 * FAILURES);
        fail(3 * FAILURES);
        assertThat(breaker.state()).isEqualTo(State.SERVING);
    }

    @Test
    void failures_spreadOverWindows_restNothing() {
        for (int i = 0; i < 5 * FAILURES; i++) {
            fail(1);
            forward(WINDOW / 4);
        }
        assertThat(breaker.state()).isEqualTo(State.SERVING);
    }

    @Test
    void failure_thatCostsMuch_countsForMore() {
        calls.addAndGet(2);
        breaker.failed(5, false, "slow");
        assertThat(breaker.state()).isEqualTo(State.SERVING);
        breaker.failed(5, false, "slow");
        assertThat(breaker.state()).isEqualTo(State.RESTING);
    }

    @Test
    void probes_allGood_letTheToolServe() {
        rest();
        forward(REST);
        assertThat(breaker.state()).isEqualTo(State.PROBING);
        assertThat(breaker.admit()).isTrue();
        assertThat(breaker.admit()).isTrue();
        assertThatThrownBy(breaker::admit).isInstanceOf(ProtocolException.class);
        breaker.probeSucceeded();
        assertThat(breaker.state()).isEqualTo(State.PROBING);
        breaker.probeSucceeded();
        assertThat(breaker.state()).isEqualTo(State.SERVING);
        fail(FAILURES - 1);
        assertThat(breaker.state()).isEqualTo(State.SERVING);
    }

    @Test
    void probe_thatFails_restsTheToolAgain() {
        rest();
        forward(REST);
        assertThat(breaker.admit()).isTrue();
        breaker.failed(1, true, "broken");
        assertThat(breaker.state()).isEqualTo(State.RESTING);
        assertThat(breaker.restsMillis()).isEqualTo(REST);
    }

    @Test
    void probe_thatIsCancelled_makesRoomForAnother() {
        rest();
        forward(REST);
        breaker.admit();
        breaker.admit();
        breaker.probeAbandoned();
        assertThat(breaker.admit()).isTrue();
        assertThat(breaker.state()).isEqualTo(State.PROBING);
    }

    @Test
    void probes_thatNeverEnd_areGivenUp() {
        rest();
        forward(REST);
        breaker.admit();
        breaker.admit();
        forward(REST);
        assertThat(breaker.admit()).isTrue();
    }

    @Test
    void failure_ofACallFromBeforeTheRest_tellsNothingOfTheProbes() {
        rest();
        forward(REST);
        breaker.admit();
        breaker.failed(1, false, "broken");
        assertThat(breaker.state()).isEqualTo(State.PROBING);
    }

    @Test
    void breaker_switchedOff_servesAtOnce() {
        rest();
        limits = limits(0);
        assertThat(breaker.admit()).isFalse();
        fail(10 * FAILURES);
        assertThat(breaker.state()).isEqualTo(State.SERVING);
    }
}
