package dev.backplane.engine.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the handler that a thread runs and that neither returns nor heeds its interruption, by {@link Thread#stop()}: for
 * threads that cannot be replaced, as many connections depend on them. Needs a JVM that still has it: Java 17 to 19.
 * Thread-safe.
 */
final class Eviction {

    /*
     * The thread dies of an exception that comes at whatever place it is. It must come while the handler runs, and not in
     * what runs next on this thread. So who evicts claims the state first; a handler that returns meanwhile finds the state
     * claimed, and waits for the exception in leave(), within the try block that is around handler and leave() both.
     */

    private static final Logger LOG = LoggerFactory.getLogger(Eviction.class);

    private static final int OUTSIDE = 0;
    private static final int INSIDE = 1;
    private static final int EVICTING = 2;
    private static final int EVICTED = 3;

    /** It is there when {@link Thread#stop()} has returned, and is thrown the next time that the JVM looks for it. */
    private static final long ARRIVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int ARRIVAL_LOOKS = 10_000;

    private final Thread thread;
    private final AtomicInteger state = new AtomicInteger();

    Eviction(Thread thread) {
        this.thread = thread;
    }

    /** The handler is to run, on this thread. */
    void enter() {
        state.lazySet(INSIDE);
    }

    /** The handler has returned. If it is being evicted, the exception of that is thrown here at the latest. */
    void leave() {
        if (state.compareAndSet(INSIDE, OUTSIDE) || state.get() == OUTSIDE) {
            return;
        }
        while (state.get() == EVICTING) {
            Thread.onSpinWait();
        }
        state.set(OUTSIDE);
        // The handler may have taken the exception for one of its own; then none comes.
        long start = System.nanoTime();
        for (int looks = 0; looks < ARRIVAL_LOOKS || System.nanoTime() - start < ARRIVAL_NANOS; looks++) {
            Thread.onSpinWait();
        }
    }

    /** Returns false, with nothing done, if no handler is inside, or this JVM cannot. */
    @SuppressWarnings("deprecation") // whoever uses it knows why it is
    boolean evict() {
        if (!state.compareAndSet(INSIDE, EVICTING)) {
            return false;
        }
        boolean done = false;
        try {
            thread.stop();
            done = true;
        } catch (UnsupportedOperationException e) {
            LOG.warn("This JVM cannot end what runs on {}", thread.getName(), e);
        } finally {
            state.set(done ? EVICTED : INSIDE);
        }
        return done;
    }
}
