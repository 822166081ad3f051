package dev.backplane.spi.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.Race;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every dispatcher does; each implementation's test extends it. */
public abstract class DispatcherContract extends DispatcherFenceContract {

    private static final int THREADS = 4;

    @ParameterizedTest
    @EnumSource(Lane.class)
    void dispatch_anyLane_runsOnAnotherThread(Lane lane) throws Exception {
        Dispatcher dispatcher = dispatcher(2, 10);
        CompletableFuture<Thread> ran = new CompletableFuture<>();

        dispatcher.dispatch(lane, "box", () -> ran.complete(Thread.currentThread()));

        assertThat(ran.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
    }

    @Test
    void dispatch_laneFull_refusesNamingTheBound() {
        Dispatcher dispatcher = dispatcher(2, 3);
        block(dispatcher, Lane.NORMAL, 5);

        assertThatThrownBy(() -> dispatcher.dispatch(Lane.NORMAL, "box", () -> {}))
                .isInstanceOfSatisfying(OverloadedException.class, e -> {
                    assertThat(e.scope()).isEqualTo(OverloadedException.Scope.ALL);
                    assertThat(e.retryAfterMillis()).isPositive();
                })
                .hasMessageContaining("NORMAL")
                .hasMessageContaining("3");
        assertThat(dispatcher.statistics().refused()).isEqualTo(1);
    }

    @Test
    void dispatch_normalLaneFull_controlAndBulkStillRun() throws Exception {
        Dispatcher dispatcher = dispatcher(2, 3);
        block(dispatcher, Lane.NORMAL, 5);
        CountDownLatch ran = new CountDownLatch(2);

        dispatcher.dispatch(Lane.CONTROL, "box", ran::countDown);
        dispatcher.dispatch(Lane.BULK, "box", ran::countDown);

        assertThat(ran.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void dispatch_bulkBlocked_callsStillRun() throws Exception {
        Dispatcher dispatcher = dispatcher(2, 10);
        block(dispatcher, Lane.BULK, 5);
        CountDownLatch ran = new CountDownLatch(1);

        dispatcher.dispatch(Lane.NORMAL, "box", ran::countDown);

        assertThat(ran.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void dispatch_workThrows_laterWorkRuns() throws Exception {
        Dispatcher dispatcher = dispatcher(1, 10);
        CountDownLatch ran = new CountDownLatch(1);

        dispatcher.dispatch(Lane.NORMAL, "box", () -> {
            throw new IllegalStateException("thrown on purpose");
        });
        dispatcher.dispatch(Lane.NORMAL, "box", () -> {
            throw new AssertionError("thrown on purpose");
        });
        dispatcher.dispatch(Lane.NORMAL, "box", ran::countDown);

        assertThat(ran.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        stop(dispatcher);
        assertThat(dispatcher.statistics()).isEqualTo(new DispatchStatistics(0, 0, 0, 3, 0));
    }

    @Test
    void statistics_tellWhatRunsAndWaits() throws Exception {
        Dispatcher dispatcher = dispatcher(2, 10);
        CountDownLatch running = new CountDownLatch(2);
        for (int i = 0; i < 5; i++) {
            dispatcher.dispatch(Lane.NORMAL, "box", () -> {
                running.countDown();
                await(gate);
            });
        }

        assertThat(running.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

        assertThat(dispatcher.statistics()).isEqualTo(new DispatchStatistics(2, 3, 0, 0, 0));
        assertThat(dispatcher.running()).hasSize(2).allSatisfy(work -> {
            assertThat(work.work().lane()).isEqualTo(Lane.NORMAL);
            assertThat(work.fenced()).isFalse();
            assertThat(work.thread().getStackTrace()).isNotEmpty();
        });
    }

    @Test
    void stop_workAccepted_finishesIt() {
        Dispatcher dispatcher = dispatcher(2, 1_000);
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            dispatcher.dispatch(Lane.NORMAL, "box", done::incrementAndGet);
        }

        stop(dispatcher);

        assertThat(done).hasValue(1_000);
        assertThat(dispatcher.statistics()).isEqualTo(new DispatchStatistics(0, 0, 0, 1_000, 0));
    }

    @Test
    void dispatch_stopped_isRefusedNamingTheSlot() {
        Dispatcher dispatcher = dispatcher(2, 10);
        stop(dispatcher);

        assertThatThrownBy(() -> dispatcher.dispatch(Lane.NORMAL, "box", () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("slot dispatch");
    }

    @Test
    void dispatch_racedWithStop_runsExactlyWhatWasAccepted() throws Exception {
        Dispatcher dispatcher = dispatcher(4, 100_000);
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();

        Race.run(THREADS, runner -> {
            if (runner == 0) {
                stop(dispatcher);
                return;
            }
            try {
                for (int i = 0; i < 10_000; i++) {
                    dispatcher.dispatch(Lane.NORMAL, "box", done::incrementAndGet);
                    accepted.incrementAndGet();
                }
            } catch (IllegalStateException stopped) {
                assertThat(stopped).hasMessageContaining("dispatch");
            }
        });

        assertThat(done).hasValue(accepted.get());
    }

    @Test
    void dispatch_racedWhileBlocked_acceptsExactlyUpToTheBound() throws Exception {
        for (int round = 0; round < 50; round++) {
            Dispatcher dispatcher = dispatcher(2, 100);
            AtomicInteger accepted = new AtomicInteger();

            Race.run(THREADS, runner -> {
                try {
                    while (true) {
                        block(dispatcher, Lane.NORMAL, 1);
                        accepted.incrementAndGet();
                    }
                } catch (OverloadedException full) {
                    assertThat(full.retryAfterMillis()).isPositive();
                }
            });

            assertThat(accepted).hasValue(2 + 100);
        }
    }

    @Test
    void dispatch_raced_neverRunsMoreAtOnceAndLosesNothing() throws Exception {
        Dispatcher dispatcher = dispatcher(3, 20);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();

        Race.run(THREADS, runner -> {
            for (int i = 0; i < 5_000; i++) {
                try {
                    dispatcher.dispatch(Lane.NORMAL, "box", () -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                        done.incrementAndGet();
                    });
                    accepted.incrementAndGet();
                } catch (OverloadedException full) {
                    refused.incrementAndGet();
                }
            }
        });
        stop(dispatcher);

        assertThat(done).hasValue(accepted.get());
        assertThat(accepted.get() + refused.get()).isEqualTo(THREADS * 5_000);
        assertThat(most.get()).isBetween(1, 3);
        assertThat(dispatcher.statistics()).isEqualTo(new DispatchStatistics(0, 0, 0, accepted.get(), refused.get()));
    }
}
