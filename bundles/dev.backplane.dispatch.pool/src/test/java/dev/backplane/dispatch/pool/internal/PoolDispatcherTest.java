package dev.backplane.dispatch.pool.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.dispatch.lanes.DispatchLimits;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.DispatcherContract;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.OverloadedException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolDispatcherTest extends DispatcherContract {

    private static final long LIMIT_SECONDS = 30;

    @Override
    protected Dispatcher create(Sizes sizes) {
        return new PoolDispatcher(limits(sizes));
    }

    @Override
    protected void stop(Dispatcher dispatcher) {
        ((PoolDispatcher) dispatcher).close();
    }

    @Test
    void dispatch_startsThreadsOnDemandAndNamesThem() throws Exception {
        PoolDispatcher dispatcher = (PoolDispatcher) dispatcher(4, 10);
        assertThat(dispatcher.threads(Lane.NORMAL)).isZero();
        CompletableFuture<Thread> ran = new CompletableFuture<>();

        dispatcher.dispatch(Lane.NORMAL, "box", () -> ran.complete(Thread.currentThread()));

        Thread thread = ran.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(thread.getName()).matches("backplane-dispatch-\\d+");
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getContextClassLoader()).isSameAs(PoolDispatcher.class.getClassLoader());
        assertThat(dispatcher.threads(Lane.NORMAL)).isEqualTo(1);
    }

    @Test
    void idleThread_ends() throws Exception {
        PoolDispatcher dispatcher =
                new PoolDispatcher(PoolLimits.of(PoolLimitsTest.config(Map.of("idleMillis", 1L)), 1));
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        dispatcher.dispatch(Lane.NORMAL, "box", () -> ran.complete(Thread.currentThread()));

        Thread thread = ran.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));

        assertThat(thread.isAlive()).isFalse();
        dispatcher.close();
    }

    @Test
    void dispatch_mailboxGiven_workOfALaneStartsInOrder() {
        PoolDispatcher dispatcher = new PoolDispatcher(limits(1, 1_000, 10_000));
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            int number = i;
            dispatcher.dispatch(Lane.NORMAL, "box", () -> order.append(number));
        }

        dispatcher.close();

        assertThat(order).hasToString("0123456789");
    }

    @Test
    void resize_workWaiting_losesNone() {
        PoolDispatcher dispatcher = (PoolDispatcher) dispatcher(4, 100);
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 104; i++) {
            dispatcher.dispatch(Lane.NORMAL, "box", () -> {
                await(gate);
                done.incrementAndGet();
            });
        }

        dispatcher.resize(limits(1, 10, 10_000));

        assertThatThrownBy(() -> dispatcher.dispatch(Lane.NORMAL, "box", done::incrementAndGet))
                .isInstanceOf(OverloadedException.class)
                .hasMessage("slot dispatch: lane NORMAL is full: queueLimit is 10");
        gate.countDown();
        dispatcher.close();
        assertThat(done).hasValue(104);
    }

    @Test
    void resize_larger_startsWaitingWork() throws Exception {
        PoolDispatcher dispatcher = (PoolDispatcher) dispatcher(1, 100);
        block(dispatcher, Lane.NORMAL, 1);
        CountDownLatch ran = new CountDownLatch(1);
        dispatcher.dispatch(Lane.NORMAL, "box", ran::countDown);

        dispatcher.resize(limits(2, 100, 10_000));

        assertThat(ran.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void close_workOutlastsTheDrainTime_interruptsAndDropsIt() throws Exception {
        PoolDispatcher dispatcher = new PoolDispatcher(limits(1, 100, 0));
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicBoolean dropped = new AtomicBoolean(true);
        dispatcher.dispatch(Lane.NORMAL, "box", () -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        dispatcher.dispatch(Lane.NORMAL, "box", () -> dropped.set(false));
        assertThat(started.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

        dispatcher.close();

        assertThat(interrupted.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(dispatcher.statistics().queued()).isZero();
        assertThat(dropped).isTrue();
    }

    private static DispatchLimits limits(int workers, int queueLimit, long drainMillis) {
        Sizes sizes = Sizes.of(workers, queueLimit);
        return limits(new Sizes(
                workers, queueLimit, sizes.session(), sizes.name(), sizes.nameAtOnce(), sizes.fenced(), drainMillis));
    }

    private static DispatchLimits limits(Sizes sizes) {
        return new DispatchLimits(
                PoolDispatcher.PID,
                sizes.atOnce(),
                sizes.waiting(),
                sizes.session(),
                sizes.name(),
                sizes.nameAtOnce(),
                sizes.atOnce(),
                100,
                1,
                100,
                sizes.fenced(),
                1_000,
                sizes.drainMillis());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
