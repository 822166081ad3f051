package dev.backplane.cache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.api.InputRequired;
import dev.backplane.api.cache.CacheConverter;
import dev.backplane.api.cache.CacheLoadException;
import dev.backplane.api.cache.CachePolicy;
import dev.backplane.api.cache.CacheView;
import dev.backplane.api.cache.Cached;
import dev.backplane.api.cache.Loaded;
import dev.backplane.spi.Race;
import dev.backplane.spi.cache.MemoryTier;
import dev.backplane.spi.cache.TestTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many who want the same value at once. */
class LoadsTest {

    private static final int CROWD = 1_000;

    private final TestTime time = new TestTime();
    private final Settings settings = new Settings();
    private TieredCache cache = new TieredCache(settings.get(), time);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void close() {
        goOn.countDown();
        cache.close();
    }

    private CacheView<String> view() {
        return cache.namespace("texts", CachePolicy.live(Duration.ofMinutes(1))).as(CacheConverter.text());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getOrLoad_thousandAtOnce_loadsOnce(boolean tier) throws Exception {
        if (tier) {
            cache.attach(0, new MemoryTier(time));
        }
        CacheView<String> view = view();
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch arrived = new CountDownLatch(CROWD - 1);

        Race.run(CROWD, runner -> {
            if (runner > 0) {
                arrived.countDown();
            }
            Cached<String> got = view.getOrLoad("a", key -> {
                loads.incrementAndGet();
                assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
                // those that have arrived are about to wait; without a tier, who comes later loads anew
                waiters(CROWD - 1);
                return Loaded.of("one");
            });
            assertThat(got.value()).isEqualTo("one");
        });

        assertThat(loads).hasValue(1);
    }

    /** Returns when so many threads wait for a flight. */
    private static void waiters(int count) {
        Until.holds(() -> {
            int waiting = 0;
            for (Thread thread : threads()) {
                for (StackTraceElement frame : thread.getStackTrace()) {
                    if (frame.getClassName().equals(Flight.class.getName())
                            && frame.getMethodName().equals("await")) {
                        waiting++;
                        break;
                    }
                }
            }
            return waiting >= count;
        });
    }

    private static List<Thread> threads() {
        Thread[] all = new Thread[2 * CROWD + 200];
        int count = Thread.currentThread().getThreadGroup().enumerate(all);
        List<Thread> live = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            live.add(all[i]);
        }
        return live;
    }

    @Test
    void getOrLoad_whatOthersLoadedIsOverBeforeItIsKept_loadsAnew() throws Exception {
        CountDownLatch keeping = new CountDownLatch(1);
        cache.attach(0, TierProxy.of(new MemoryTier(time), (method, arguments) -> {
            if (method.equals("put") && keeping.getCount() > 0) {
                keeping.countDown();
                uninterrupted(goOn);
            }
        }));
        CacheView<String> view = view();
        Thread slow = new Thread(() -> view.getOrLoad("a", key -> Loaded.of("old")));
        slow.start();
        uninterrupted(keeping);
        time.pass(60_000);
        CompletableFuture<String> late = new CompletableFuture<>();
        Thread joining = new Thread(
                () -> late.complete(view.getOrLoad("a", key -> Loaded.of("new")).value()));
        joining.start();
        waiters(1);

        goOn.countDown();

        assertThat(late.get(30, TimeUnit.SECONDS)).isEqualTo("new");
        slow.join();
        joining.join();
    }

    private static void uninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void getOrLoad_loaderFails_failsAllAndIsNotKept() throws Exception {
        CacheView<String> view = view();
        AtomicInteger loads = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();

        Race.run(20, runner -> {
            try {
                view.getOrLoad("a", key -> {
                    loads.incrementAndGet();
                    waiters(19);
                    throw new IOException("unreachable");
                });
            } catch (CacheLoadException e) {
                assertThat(e).hasRootCauseInstanceOf(IOException.class).hasMessageContaining("unreachable");
                failed.incrementAndGet();
            }
        });

        assertThat(loads).hasValue(1);
        assertThat(failed).hasValue(20);
        assertThat(view.getOrLoad("a", key -> Loaded.of("fine")).value()).isEqualTo("fine");
    }

    @Test
    void getOrLoad_loaderUsesTheCache_getsWhatItWants() {
        cache.attach(0, new MemoryTier(time));
        CacheView<String> view = view();

        Cached<String> got = view.getOrLoad("a", a -> {
            String inner = view.getOrLoad("b", b -> Loaded.of("inner")).value();
            view.put("c", "put");
            return Loaded.of(inner + " and " + view.get("c").value());
        });

        assertThat(got.value()).isEqualTo("inner and put");
        assertThat(view.get("a").value()).isEqualTo("inner and put");
        assertThat(view.get("b").value()).isEqualTo("inner");
    }

    @Test
    void getOrLoad_loaderNeedsItself_failsAtOnce() {
        CacheView<String> view = view();

        assertThatThrownBy(() -> view.getOrLoad(
                        "a", key -> view.getOrLoad("a", same -> Loaded.of("x")) == null ? null : Loaded.of("y")))
                .isInstanceOf(CacheLoadException.class)
                .hasMessageContaining("needs the same value");

        assertThat(view.getOrLoad("a", key -> Loaded.of("fine")).value()).isEqualTo("fine");
    }

    @Test
    void getOrLoad_loaderHangs_othersWaitNoLongerThanTheBoundAndTheNextLoads() throws Exception {
        settings.loadWaitMillis = 50;
        cache.configure(settings.get());
        cache.attach(0, new MemoryTier(time));
        CacheView<String> view = view();
        CountDownLatch hangs = new CountDownLatch(1);
        CompletableFuture<Cached<String>> hanging = CompletableFuture.supplyAsync(
                () -> view.getOrLoad("a", key -> {
                    hangs.countDown();
                    goOn.await();
                    return Loaded.of("late");
                }),
                work -> new Thread(work).start());
        assertThat(hangs.await(30, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> view.getOrLoad("a", key -> Loaded.of("other")))
                .isInstanceOf(CacheLoadException.class)
                .hasMessageContaining("50 ms (loadWaitMillis)");
        assertThat(view.getOrLoad("a", key -> Loaded.of("other")).value()).isEqualTo("other");

        goOn.countDown();
        assertThat(hanging.get(30, TimeUnit.SECONDS).value()).isEqualTo("late");
        assertThat(view.get("a").value()).as("what came late is not kept").isEqualTo("other");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getOrLoad_whoLoadsIsCalledOff_anotherLoads(boolean interrupted) throws Exception {
        CacheView<String> view = view();
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch calledOff = new CountDownLatch(1);
        Thread first = new Thread(() -> {
            try {
                view.getOrLoad("a", key -> {
                    loading.countDown();
                    if (!interrupted) {
                        waiters(1);
                        throw new InputRequired();
                    }
                    goOn.await();
                    return null;
                });
            } catch (CacheLoadException | InputRequired e) {
                calledOff.countDown();
            }
        });
        first.start();
        assertThat(loading.await(30, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Cached<String>> other = CompletableFuture.supplyAsync(
                () -> view.getOrLoad("a", key -> Loaded.of("mine")), work -> new Thread(work).start());
        if (interrupted) {
            waiters(1);
            first.interrupt();
        }

        assertThat(other.get(30, TimeUnit.SECONDS).value()).isEqualTo("mine");
        assertThat(calledOff.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void getOrLoad_waiterInterrupted_failsAndTheLoadGoesOn() throws Exception {
        CacheView<String> view = view();
        cache.attach(0, new MemoryTier(time));
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Cached<String>> loading = CompletableFuture.supplyAsync(
                () -> view.getOrLoad("a", key -> {
                    begun.countDown();
                    goOn.await();
                    return Loaded.of("one");
                }),
                work -> new Thread(work).start());
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> view.getOrLoad("a", key -> null))
                .isInstanceOf(CacheLoadException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        goOn.countDown();

        assertThat(loading.get(30, TimeUnit.SECONDS).value()).isEqualTo("one");
        assertThat(view.get("a").value()).isEqualTo("one");
    }

    @Test
    void getOrLoad_invalidatedWhileLoading_reachesThoseWhoCameBeforeAndIsNotKept() throws Exception {
        cache.attach(0, new MemoryTier(time));
        CacheView<String> view = cache.namespace(
                        "texts", CachePolicy.live(Duration.ofMinutes(1)).tagged("t"))
                .as(CacheConverter.text());
        CountDownLatch loading = new CountDownLatch(1);
        CompletableFuture<Cached<String>> first = CompletableFuture.supplyAsync(
                () -> view.getOrLoad("a", key -> {
                    loading.countDown();
                    goOn.await();
                    return Loaded.of("old");
                }),
                work -> new Thread(work).start());
        assertThat(loading.await(30, TimeUnit.SECONDS)).isTrue();

        cache.invalidate("t");
        CompletableFuture<Cached<String>> second = CompletableFuture.supplyAsync(
                () -> view.getOrLoad("a", key -> Loaded.of("new")), work -> new Thread(work).start());
        waiters(1);
        goOn.countDown();

        assertThat(first.get(30, TimeUnit.SECONDS).value()).isEqualTo("old");
        assertThat(second.get(30, TimeUnit.SECONDS).value())
                .as("who came after the invalidation")
                .isEqualTo("new");
        assertThat(view.get("a").value()).isEqualTo("new");
    }

    @Test
    void getOrLoad_removedWhileLoading_isNotKeptNorJoined() throws Exception {
        cache.attach(0, new MemoryTier(time));
        CacheView<String> view = view();
        CountDownLatch loading = new CountDownLatch(1);
        CompletableFuture<Cached<String>> first = CompletableFuture.supplyAsync(
                () -> view.getOrLoad("a", key -> {
                    loading.countDown();
                    goOn.await();
                    return Loaded.of("old");
                }),
                work -> new Thread(work).start());
        assertThat(loading.await(30, TimeUnit.SECONDS)).isTrue();

        view.remove("a");
        assertThat(view.getOrLoad("a", key -> Loaded.of("new")).value()).isEqualTo("new");
        goOn.countDown();

        assertThat(first.get(30, TimeUnit.SECONDS).value()).isEqualTo("old");
        assertThat(view.get("a").value()).isEqualTo("new");
    }

    @Test
    void executionException_isNoPartOfWhatCallersSee() {
        CacheView<String> view = view();

        assertThatThrownBy(() -> view.getOrLoad("a", key -> {
                    throw new IllegalStateException("as it is");
                }))
                .isExactlyInstanceOf(IllegalStateException.class)
                .isNotInstanceOf(ExecutionException.class)
                .hasMessage("as it is");
    }
}
