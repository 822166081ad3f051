package dev.backplane.slots.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.Race;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DispatcherFacadeTest {

    private final ActiveSlot<Dispatcher> slot = new ActiveSlot<>("dispatch", 60_000);
    private final SlotMachine<Dispatcher> machine = new SlotMachine<>(
            slot,
            new DispatcherTransfer(),
            new SlotSettings(Map.of(), 60_000, 100, 5_000, "", 500_000),
            Clock.systemUTC());
    private final DispatcherFacade facade = new DispatcherFacade(slot);

    @Test
    void dispatch_activeOneStopped_fails() {
        FakeDispatcher stopped = new FakeDispatcher();
        machine.add(new Candidate<>(1, 0, "pool", stopped));
        stopped.stop();

        assertThatThrownBy(() -> facade.dispatch(Lane.NORMAL, "box", () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("slot dispatch: stopped");
    }

    @Test
    void dispatch_whileDispatchersComeAndGo_runsEachWorkOnce() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger dispatched = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        Semaphore passed = new Semaphore(0);

        Race.run(5, runner -> {
            if (runner > 0) {
                while (!over.get()) {
                    facade.dispatch(Lane.NORMAL, "box", ran::incrementAndGet);
                    dispatched.incrementAndGet();
                    passed.release();
                }
                return;
            }
            for (int i = 1; i <= 1_000; i++) {
                FakeDispatcher dispatcher = new FakeDispatcher();
                machine.add(new Candidate<>(i, 0, "pool", dispatcher));
                passed.drainPermits();
                assertThat(passed.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
                machine.remove(i);
                dispatcher.stop();
            }
            machine.add(new Candidate<>(2_000, 0, "pool", new FakeDispatcher()));
            over.set(true);
        });

        assertThat(ran).hasValue(dispatched.get()).hasPositiveValue();
    }
}
