package dev.backplane.spi.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;

/** Makes dispatchers for tests, and stops them; makes work that lasts until the test is over. */
public abstract class DispatcherBench {

    static final long LIMIT_SECONDS = 30;

    /** More than any test dispatches. */
    private static final int PLENTY = 1_000_000;

    private final List<Dispatcher> created = new ArrayList<>();

    /** Open when the test is over. */
    final CountDownLatch gate = new CountDownLatch(1);

    /**
     * Sizes of a dispatcher's lane NORMAL.
     *
     * @param atOnce how much runs at once, in lane BULK, too
     * @param waiting how much may wait besides
     * @param session how much of one session may wait or run
     * @param name how much of one name may wait or run
     * @param nameAtOnce how much of one name may run at once
     * @param fenced how many workers may be written off at a time
     * @param drainMillis how long what was accepted may take when the dispatcher stops
     */
    public record Sizes(int atOnce, int waiting, int session, int name, int nameAtOnce, int fenced, long drainMillis) {

        /** Returns sizes with no bounds but those of the lane. */
        public static Sizes of(int atOnce, int waiting) {
            return new Sizes(atOnce, waiting, PLENTY, PLENTY, atOnce, 8, 10_000);
        }

        Sizes session(int most) {
            return new Sizes(atOnce, waiting, most, name, nameAtOnce, fenced, drainMillis);
        }

        Sizes name(int most) {
            return new Sizes(atOnce, waiting, session, most, nameAtOnce, fenced, drainMillis);
        }

        Sizes nameAtOnce(int most) {
            return new Sizes(atOnce, waiting, session, name, most, fenced, drainMillis);
        }

        Sizes fenced(int most) {
            return new Sizes(atOnce, waiting, session, name, nameAtOnce, most, drainMillis);
        }

        Sizes drainMillis(long millis) {
            return new Sizes(atOnce, waiting, session, name, nameAtOnce, fenced, millis);
        }
    }

    /** Returns a new dispatcher. */
    protected abstract Dispatcher create(Sizes sizes);

    /** Stops the dispatcher, which finishes what it has accepted. */
    protected abstract void stop(Dispatcher dispatcher);

    @AfterEach
    final void stopAll() {
        gate.countDown();
        created.forEach(this::stop);
    }

    /** Returns a dispatcher that is stopped after the test. */
    protected final Dispatcher dispatcher(Sizes sizes) {
        Dispatcher dispatcher = create(sizes);
        created.add(dispatcher);
        return dispatcher;
    }

    /** Returns a dispatcher, without further bounds, that is stopped after the test. */
    protected final Dispatcher dispatcher(int atOnce, int waiting) {
        return dispatcher(Sizes.of(atOnce, waiting));
    }

    /** Dispatches work that lasts until the test is over, or is interrupted. */
    protected final void block(Dispatcher dispatcher, Lane lane, int times) {
        for (int i = 0; i < times; i++) {
            dispatcher.dispatch(lane, "box", () -> await(gate));
        }
    }

    static Work of(String session, Runnable task) {
        return Work.of(Lane.NORMAL, "box", session, task);
    }

    static Work named(String name, Runnable task) {
        return Work.of(Lane.NORMAL, name, task);
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
