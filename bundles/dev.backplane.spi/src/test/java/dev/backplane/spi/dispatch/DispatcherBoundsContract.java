package dev.backplane.spi.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.Race;
import dev.backplane.spi.dispatch.OverloadedException.Scope;
import dev.backplane.spi.dispatch.QueueStatistics.Kind;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every dispatcher does about sessions and names: bounds, turns, and work that is taken back. */
public abstract class DispatcherBoundsContract extends DispatcherBench {

    @Test
    void dispatch_sessionFull_refusesThatAlone() throws Exception {
        Dispatcher dispatcher = dispatcher(Sizes.of(2, 100).session(3));
        CountDownLatch greedy = new CountDownLatch(2);
        for (int i = 0; i < 3; i++) {
            dispatcher.dispatch(of("greedy", () -> {
                greedy.countDown();
                await(gate);
            }));
        }
        assertThat(greedy.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> dispatcher.dispatch(of("greedy", () -> {})))
                .isInstanceOfSatisfying(OverloadedException.class, e -> {
                    assertThat(e.scope()).isEqualTo(Scope.SESSION);
                    assertThat(e.retryAfterMillis()).isPositive();
                })
                .hasMessageContaining("session")
                .hasMessageContaining("3");
        CountDownLatch ran = new CountDownLatch(2);
        dispatcher.dispatch(Work.of(Lane.CONTROL, "box", "greedy", ran::countDown));
        dispatcher.dispatch(of("modest", () -> {}));
        dispatcher.dispatch(Work.of(Lane.BULK, "box", "modest", ran::countDown));
        assertThat(ran.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(dispatcher.statistics().refused()).isEqualTo(1);
        assertThat(queue(dispatcher, Kind.SESSION, "greedy"))
                .isEqualTo(new QueueStatistics(
                        Kind.SESSION,
                        Lane.NORMAL,
                        "greedy",
                        1,
                        2,
                        3,
                        0,
                        0,
                        1,
                        -1,
                        -1,
                        queue(dispatcher, Kind.SESSION, "greedy").maxNanos()));
    }

    @Test
    void dispatch_nameFull_refusesThatAlone() {
        Dispatcher dispatcher = dispatcher(Sizes.of(2, 100).name(3));
        block(dispatcher, Lane.NORMAL, 3);

        assertThatThrownBy(() -> dispatcher.dispatch(Lane.NORMAL, "box", () -> {}))
                .isInstanceOfSatisfying(
                        OverloadedException.class, e -> assertThat(e.scope()).isEqualTo(Scope.TOOL))
                .hasMessageContaining("box")
                .hasMessageContaining("3");
        assertThat(queue(dispatcher, Kind.TOOL, "box").refused()).isEqualTo(1);
        dispatcher.dispatch(named("other", () -> {}));
    }

    @Test
    void dispatch_refused_leavesNothingBehind() throws Exception {
        Dispatcher dispatcher = dispatcher(Sizes.of(1, 10).name(2));
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch runs = new CountDownLatch(1);
        dispatcher.dispatch(of("a", () -> {
            runs.countDown();
            await(over);
        }));
        dispatcher.dispatch(of("b", () -> await(over)));
        assertThat(runs.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> dispatcher.dispatch(of("c", () -> {}))).isInstanceOf(OverloadedException.class);
        }

        assertThat(dispatcher.queues().filter(queue -> queue.kind() == Kind.SESSION))
                .extracting(QueueStatistics::name)
                .containsExactlyInAnyOrder("a", "b");
        assertThat(queue(dispatcher, Kind.LANE, "NORMAL").waiting()).isEqualTo(1);
        over.countDown();
        stop(dispatcher);
        assertThat(dispatcher.queues().filter(queue -> queue.kind() == Kind.SESSION))
                .isEmpty();
        assertThat(dispatcher.statistics()).isEqualTo(new DispatchStatistics(0, 0, 0, 2, 20));
    }

    @Test
    void dispatch_sessionFloods_othersTakeTurnsWithIt() {
        Dispatcher dispatcher = dispatcher(1, 1_000);
        CountDownLatch over = new CountDownLatch(1);
        List<String> order = new CopyOnWriteArrayList<>();
        dispatcher.dispatch(Lane.NORMAL, "box", () -> await(over));
        for (int i = 0; i < 500; i++) {
            dispatcher.dispatch(of("greedy", () -> order.add("greedy")));
        }
        dispatcher.dispatch(of("modest", () -> order.add("modest 1")));
        dispatcher.dispatch(of("modest", () -> order.add("modest 2")));

        over.countDown();
        stop(dispatcher);

        assertThat(order).hasSize(502).startsWith("greedy", "modest 1", "greedy", "modest 2", "greedy");
    }

    @Test
    void dispatch_nameRunsAsOftenAsItMay_othersRun() throws Exception {
        Dispatcher dispatcher = dispatcher(Sizes.of(3, 100).nameAtOnce(2));
        CountDownLatch slowOver = new CountDownLatch(1);
        CountDownLatch slowRuns = new CountDownLatch(2);
        AtomicInteger slow = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            dispatcher.dispatch(Work.of(Lane.NORMAL, "slow", "session " + i % 5, () -> {
                most.accumulateAndGet(slow.incrementAndGet(), Math::max);
                slowRuns.countDown();
                await(slowOver);
                slow.decrementAndGet();
            }));
        }
        CountDownLatch quick = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) {
            dispatcher.dispatch(Work.of(Lane.NORMAL, "quick", "session 0", quick::countDown));
        }

        assertThat(quick.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(slowRuns.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        QueueStatistics waits = queue(dispatcher, Kind.TOOL, "slow");
        assertThat(waits.running()).isEqualTo(2);
        assertThat(waits.waiting()).isEqualTo(18);
        assertThat(waits.atOnce()).isEqualTo(2);
        slowOver.countDown();
        stop(dispatcher);
        assertThat(most).hasValue(2);
        assertThat(queue(dispatcher, Kind.TOOL, "slow").completed()).isEqualTo(20);
    }

    @Test
    void withdraw_waiting_neverRunsAndMakesRoom() throws Exception {
        Dispatcher dispatcher = dispatcher(1, 1);
        AtomicBoolean ran = new AtomicBoolean();
        CountDownLatch runs = new CountDownLatch(1);
        Ticket running = dispatcher.dispatch(of("a", () -> {
            runs.countDown();
            await(gate);
        }));
        assertThat(runs.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        Ticket waiting = dispatcher.dispatch(of("b", () -> ran.set(true)));
        assertThatThrownBy(() -> dispatcher.dispatch(of("c", () -> {}))).isInstanceOf(OverloadedException.class);

        assertThat(waiting.withdraw()).isTrue();

        assertThat(waiting.withdraw()).isFalse();
        assertThat(waiting.fence()).isFalse();
        assertThat(dispatcher.statistics().queued()).isZero();
        Ticket next = dispatcher.dispatch(of("c", () -> {}));
        gate.countDown();
        stop(dispatcher);
        assertThat(ran).isFalse();
        assertThat(running.withdraw()).isFalse();
        assertThat(next.withdraw()).isFalse();
        assertThat(dispatcher.statistics()).isEqualTo(new DispatchStatistics(0, 0, 0, 2, 1));
    }

    @Test
    void withdraw_racedWithWorkers_eachRunsOrIsWithdrawn() throws Exception {
        Dispatcher dispatcher = dispatcher(Sizes.of(3, 100_000).nameAtOnce(2));
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger withdrawn = new AtomicInteger();

        Race.run(4, runner -> {
            for (int i = 0; i < 5_000; i++) {
                Work work = Work.of(Lane.NORMAL, "name " + i % 3, "session " + i % 7, ran::incrementAndGet);
                Ticket ticket = dispatcher.dispatch(work);
                if (i % 2 == runner % 2 && ticket.withdraw()) {
                    withdrawn.incrementAndGet();
                }
            }
        });
        stop(dispatcher);

        assertThat(ran.get() + withdrawn.get()).isEqualTo(20_000);
        assertThat(dispatcher.statistics()).isEqualTo(new DispatchStatistics(0, 0, 0, ran.get(), 0));
        assertThat(dispatcher.queues().filter(queue -> queue.kind() == Kind.SESSION))
                .isEmpty();
    }

    @Test
    void dispatch_racedBySessions_neverExceedsABoundAndLosesNothing() throws Exception {
        Dispatcher dispatcher = dispatcher(Sizes.of(4, 50).session(5).name(20).nameAtOnce(3));
        AtomicInteger done = new AtomicInteger();
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        Race.run(4, runner -> {
            for (int i = 0; i < 10_000; i++) {
                try {
                    dispatcher.dispatch(Work.of(Lane.NORMAL, "name", "session " + i / 100 % 10, () -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                        done.incrementAndGet();
                    }));
                    accepted.incrementAndGet();
                } catch (OverloadedException full) {
                    refused.incrementAndGet();
                }
            }
        });
        stop(dispatcher);

        assertThat(done).hasValue(accepted.get());
        assertThat(accepted.get() + refused.get()).isEqualTo(40_000);
        assertThat(most.get()).isBetween(1, 3);
        assertThat(dispatcher.statistics()).isEqualTo(new DispatchStatistics(0, 0, 0, accepted.get(), refused.get()));
    }

    @Test
    void stop_drainTimeOver_givesUpWhatWaits() throws Exception {
        Dispatcher dispatcher = dispatcher(Sizes.of(1, 10).drainMillis(0));
        CountDownLatch runs = new CountDownLatch(1);
        dispatcher.dispatch(of("a", () -> {
            runs.countDown();
            await(gate);
        }));
        AtomicBoolean ran = new AtomicBoolean();
        AtomicInteger abandoned = new AtomicInteger();
        dispatcher.dispatch(new Work() {
            @Override
            public Lane lane() {
                return Lane.NORMAL;
            }

            @Override
            public String name() {
                return "box";
            }

            @Override
            public String session() {
                return "b";
            }

            @Override
            public void run() {
                ran.set(true);
            }

            @Override
            public void abandoned(String reason) {
                assertThat(reason).contains("stopped");
                abandoned.incrementAndGet();
            }
        });
        assertThat(runs.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

        stop(dispatcher);

        assertThat(abandoned).hasValue(1);
        assertThat(ran).isFalse();
        assertThat(dispatcher.statistics().queued()).isZero();
    }

    static QueueStatistics queue(Dispatcher dispatcher, Kind kind, String name) {
        return dispatcher
                .queues()
                .filter(queue -> queue.kind() == kind
                        && queue.lane() == Lane.NORMAL
                        && queue.name().equals(name))
                .findAny()
                .orElseThrow();
    }
}
