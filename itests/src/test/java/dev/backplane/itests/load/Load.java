package dev.backplane.itests.load;

import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Actors that go on until they are stopped. For one thread. */
public final class Load implements AutoCloseable {
    private static final long BOUND_MINUTES = 5;

    private final History history = new History();
    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService threads;
    private final List<Future<Void>> actors = new ArrayList<>();

    private Load(Distribution backplane, Mix mix) {
        threads = Executors.newFixedThreadPool(mix.connections());
        SharedKeys shared = new SharedKeys();
        CountDownLatch ready = new CountDownLatch(mix.connections());
        for (int i = 0; i < mix.connections(); i++) {
            actors.add(threads.submit(new Actor(i, backplane.port(), mix, history.page(), shared, ready, over)));
        }
        Await.until("the sessions of the load", Duration.ofMinutes(BOUND_MINUTES), () -> ready.getCount() == 0);
    }

    /** Starts actors, and waits until the sessions that they keep are open. */
    public static Load start(Distribution backplane, Mix mix) {
        return new Load(backplane, mix);
    }

    /** Lets the actors go on for so long. */
    public void goOn(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        Await.until("the time's end", time.plusSeconds(10), () -> System.nanoTime() >= end);
    }

    /** Stops the actors, which verify and take away what they left, and gives what they did. */
    public History stop() {
        over.set(true);
        try {
            for (Future<Void> actor : actors) {
                actor.get(BOUND_MINUTES, TimeUnit.MINUTES);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("an actor failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return history;
    }

    @Override
    public void close() {
        over.set(true);
        threads.shutdownNow();
    }
}
