package dev.backplane.dispatch.virtual.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.dispatch.lanes.DispatchLimits;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.DispatcherContract;
import dev.backplane.spi.dispatch.Lane;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Where the build's JVM has no virtual threads, {@link NewerJdkTest} runs this on one that has. */
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "this JVM has no virtual threads")
class VirtualDispatcherTest extends DispatcherContract {

    private static final long LIMIT_SECONDS = 30;

    @Override
    protected Dispatcher create(Sizes sizes) {
        return new VirtualDispatcher(new DispatchLimits(
                VirtualDispatcher.PID,
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
                sizes.drainMillis()));
    }

    @Override
    protected void stop(Dispatcher dispatcher) {
        ((VirtualDispatcher) dispatcher).close();
    }

    @Test
    void dispatch_call_runsOnAVirtualThread() throws Exception {
        Thread thread = ranOn(Lane.NORMAL);

        assertThat((Boolean) Thread.class.getMethod("isVirtual").invoke(thread)).isTrue();
        assertThat(thread.getName()).matches("backplane-virtual-\\d+");
        assertThat(thread.getContextClassLoader()).isSameAs(VirtualDispatcher.class.getClassLoader());
    }

    @Test
    void dispatch_control_runsOnAThreadOfThePlatform() throws Exception {
        Thread thread = ranOn(Lane.CONTROL);

        assertThat((Boolean) Thread.class.getMethod("isVirtual").invoke(thread)).isFalse();
        assertThat(thread.getName()).startsWith("backplane-virtual-control-");
    }

    @Test
    void dispatch_callsSpin_controlRunsAllTheSame() throws Exception {
        Dispatcher dispatcher = dispatcher(64, 10);
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch spin = new CountDownLatch(Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < 16; i++) {
            dispatcher.dispatch(Lane.NORMAL, "spin", () -> {
                spin.countDown();
                while (!over.get()) {
                    Thread.onSpinWait();
                }
            });
        }
        assertThat(spin.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        CountDownLatch ran = new CountDownLatch(1);

        dispatcher.dispatch(Lane.CONTROL, "cancel", ran::countDown);

        assertThat(ran.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        over.set(true);
    }

    @Test
    void dispatch_aThousandThatWait_runAtOnce() throws Exception {
        Dispatcher dispatcher = dispatcher(1_000, 0);
        CountDownLatch all = new CountDownLatch(1_000);
        block(dispatcher, Lane.BULK, 1);
        for (int i = 0; i < 1_000; i++) {
            dispatcher.dispatch(Lane.NORMAL, "wait", () -> {
                all.countDown();
                try {
                    all.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        assertThat(all.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private Thread ranOn(Lane lane) throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        dispatcher(4, 10).dispatch(lane, "box", () -> ran.complete(Thread.currentThread()));
        return ran.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
