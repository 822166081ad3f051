package dev.backplane.spi.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.Race;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every dispatcher does about work that does not end. */
public abstract class DispatcherFenceContract extends DispatcherBoundsContract {

    @Test
    void fence_stuckWorker_anotherTakesItsPlace() throws Exception {
        Dispatcher dispatcher = dispatcher(1, 10);
        Ticket stuck = stuck(dispatcher);
        CountDownLatch ran = new CountDownLatch(1);
        dispatcher.dispatch(Lane.NORMAL, "box", ran::countDown);

        assertThat(stuck.fence()).isTrue();

        assertThat(ran.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(dispatcher.statistics().fenced()).isEqualTo(1);
        assertThat(dispatcher.statistics().running()).isLessThanOrEqualTo(1);
        assertThat(stuck.fence()).isFalse();
        assertThat(stuck.withdraw()).isFalse();
        RunningWork fenced =
                dispatcher.running().filter(RunningWork::fenced).findAny().orElseThrow();
        assertThat(fenced.work().name()).isEqualTo("stuck");
        assertThat(fenced.nanos()).isPositive();
        assertThat(fenced.thread().isAlive()).isTrue();

        gate.countDown();
        fenced.thread().join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        assertThat(fenced.thread().isAlive()).isFalse();
        stop(dispatcher);
        assertThat(dispatcher.statistics()).isEqualTo(new DispatchStatistics(0, 0, 0, 2, 0));
    }

    @Test
    void fence_itsBoundsAreFreed_moreIsAccepted() throws Exception {
        Dispatcher dispatcher = dispatcher(new Sizes(2, 10, 1, 1, 1, 1, 10_000));
        Ticket stuck = stuck(dispatcher);

        assertThat(stuck.fence()).isTrue();

        stuck(dispatcher);
        assertThat(dispatcher.running()).hasSize(2);
    }

    @Test
    void fence_asManyAsMay_isRefused() throws Exception {
        Dispatcher dispatcher = dispatcher(Sizes.of(1, 10).fenced(1));
        Ticket first = stuck(dispatcher);
        assertThat(first.fence()).isTrue();
        Ticket second = stuck(dispatcher);

        assertThat(second.fence()).isFalse();

        assertThat(dispatcher.statistics().fenced()).isEqualTo(1);
        assertThat(dispatcher.statistics().running()).isEqualTo(1);
    }

    @Test
    void fence_over_isFalse() {
        Dispatcher dispatcher = dispatcher(1, 10);
        Ticket ticket = dispatcher.dispatch(Lane.NORMAL, "box", () -> {});
        stop(dispatcher);

        assertThat(ticket.fence()).isFalse();
    }

    @Test
    void stop_onlyFencedWorkLeft_doesNotWait() throws Exception {
        Dispatcher dispatcher = dispatcher(Sizes.of(1, 10).drainMillis(TimeUnit.SECONDS.toMillis(600)));
        Ticket stuck = stuck(dispatcher);
        assertThat(stuck.fence()).isTrue();

        CompletableFuture.runAsync(() -> stop(dispatcher)).get(LIMIT_SECONDS, TimeUnit.SECONDS);

        assertThat(dispatcher.statistics().fenced()).isEqualTo(1);
    }

    @Test
    void fence_racedWithTheEnd_workersStayAsMany() throws Exception {
        Dispatcher dispatcher = dispatcher(Sizes.of(2, 100_000).fenced(4));
        AtomicInteger fenced = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();

        Race.run(4, runner -> {
            for (int i = 0; i < 1_000; i++) {
                CountDownLatch runs = new CountDownLatch(1);
                Ticket ticket = dispatcher.dispatch(Lane.NORMAL, "box", () -> {
                    // Whoever is fenced is not waited for, so this comes first.
                    done.incrementAndGet();
                    runs.countDown();
                });
                runs.await();
                if (ticket.fence()) {
                    fenced.incrementAndGet();
                }
            }
        });
        CountDownLatch running = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            dispatcher.dispatch(Lane.NORMAL, "box", () -> {
                running.countDown();
                await(gate);
            });
        }
        assertThat(running.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        gate.countDown();
        stop(dispatcher);

        assertThat(done).hasValue(4_000);
        assertThat(dispatcher.statistics().completed()).isEqualTo(4_002);
        assertThat(dispatcher.statistics().running()).isZero();
        assertThat(fenced.get()).isBetween(0, 4_000);
    }

    /** Dispatches work that heeds no interruption, and waits until it runs. */
    private Ticket stuck(Dispatcher dispatcher) throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(1);
        Ticket ticket = dispatcher.dispatch(named("stuck", () -> {
            runs.countDown();
            boolean over = false;
            while (!over) {
                try {
                    gate.await();
                    over = true;
                } catch (InterruptedException ignored) {
                    Thread.interrupted();
                }
            }
        }));
        assertThat(runs.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return ticket;
    }
}
