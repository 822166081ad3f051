package dev.backplane.dispatch.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.Work;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static final long LIMIT_SECONDS = 30;

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(2);

    @Test
    void retire_workUnderWayAndWaiting_returnsAndLetsItEnd() throws Exception {
        Lanes lanes = lanes(60_000);
        lanes.dispatch(Work.of(Lane.BULK, "long", this::work));
        lanes.dispatch(Work.of(Lane.BULK, "long", this::work));
        await(started);

        lanes.retire();

        assertThat(ended.getCount()).isEqualTo(2);
        assertThatThrownBy(() -> lanes.dispatch(Work.of(Lane.BULK, "late", ended::countDown)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stopped");
        gate.countDown();
        await(ended);
        assertThat(interrupted.getCount()).isEqualTo(1);
    }

    @Test
    void retire_drainTimeOver_interruptsWhatIsUnderWay() throws Exception {
        Lanes lanes = lanes(1);
        lanes.dispatch(Work.of(Lane.BULK, "long", this::work));
        await(started);

        lanes.retire();

        await(interrupted);
    }

    private void work() {
        started.countDown();
        try {
            gate.await();
        } catch (InterruptedException e) {
            interrupted.countDown();
        }
        ended.countDown();
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private static Lanes lanes(long drainMillis) {
        DispatchLimits limits = new DispatchLimits("test", 1, 10, 10, 10, 1, 1, 10, 1, 10, 1, 1_000, drainMillis);
        return new Lanes(limits, LaneThreads.all(LaneThreads.platform("test-", LanesTest.class.getClassLoader())));
    }
}
