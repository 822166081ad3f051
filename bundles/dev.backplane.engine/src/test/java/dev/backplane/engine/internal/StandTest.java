package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.registry.single.internal.SingleRegistry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The count of those who use what stands on a shelf. */
class StandTest {

    private static final int USERS = 4;
    private static final int ROUNDS = 200;

    private final Departures departures = new Departures(
            EngineFixture::settings,
            new ManualTimer(),
            new ThreadDispatcher(Executors.newSingleThreadExecutor()),
            () -> false,
            owner -> {});
    private final Shelf<AtomicBoolean> shelf =
            new Shelf<>(new SingleRegistry(), "tool", Subscriptions.Listing.TOOLS, departures, new Shelf.Listener() {
                @Override
                public void changed(Key key) {}

                @Override
                public void announce() {}
            });

    private Stand<AtomicBoolean> stand() {
        return new Stand<>(shelf, departures, "one", new AtomicBoolean(true), new Owner("bundle", "1"));
    }

    @Test
    void enter_untilItIsClosed_isCounted() {
        Stand<AtomicBoolean> stand = stand();
        assertThat(stand.enter()).isTrue();
        assertThat(stand.busy()).isTrue();
        stand.close();
        assertThat(stand.enter()).isFalse();
        assertThat(stand.busy()).isTrue();
        stand.exit();
        assertThat(stand.busy()).isFalse();
    }

    /** The value is alive until the one that closes has seen all users leave; no user may ever see it dead. */
    @Test
    void close_whileManyEnter_nobodyIsInsideOnceItIsQuiet() throws Exception {
        AtomicReference<Stand<AtomicBoolean>> current = new AtomicReference<>(stand());
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(USERS);
        List<Future<Long>> users = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(USERS);
        for (int i = 0; i < USERS; i++) {
            users.add(threads.submit(() -> {
                long uses = 0;
                while (!over.get()) {
                    Stand<AtomicBoolean> stand = current.get();
                    if (stand.enter()) {
                        assertThat(stand.value()).isTrue();
                        if (uses++ == 0) {
                            begun.countDown();
                        }
                        stand.exit();
                    }
                }
                return uses;
            }));
        }
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < ROUNDS; i++) {
            Stand<AtomicBoolean> old = current.getAndSet(stand());
            old.close();
            while (old.busy()) {
                Thread.onSpinWait();
            }
            old.value().set(false);
        }
        over.set(true);
        for (Future<Long> user : users) {
            assertThat(user.get(10, TimeUnit.SECONDS)).isPositive();
        }
        threads.shutdown();
    }
}
