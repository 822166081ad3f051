package dev.backplane.dispatch.lanes;

import dev.backplane.spi.dispatch.RunningWork;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes work out of a lane and runs it, one after the other, on its own thread. */
final class Worker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final LanePool pool;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Item current;
    private volatile boolean woken;

    Worker(LanePool pool) {
        this.pool = pool;
    }

    /** @throws OutOfMemoryError if there are no more threads to be had */
    void start(ThreadFactory threads) {
        woken = true;
        Thread made = threads.newThread(this);
        thread = made;
        made.start();
    }

    @Override
    public void run() {
        try {
            work();
        } finally {
            pool.gone(this);
        }
    }

    private void work() {
        while (true) {
            Item item = pool.queue().take();
            if (woken) {
                woken = false;
                pool.awake();
            }
            if (item == null) {
                if (!idled()) {
                    pool.left();
                    return;
                }
            } else {
                pool.signal();
                if (!ran(item)) {
                    pool.back(item);
                    return;
                }
            }
            if (pool.tooMany()) {
                pool.signal();
                return;
            }
        }
    }

    // Whatever work throws, errors included, must cost neither the worker nor the work behind it.
    private boolean ran(Item item) {
        current = item;
        try {
            item.work().run();
        } catch (Throwable failure) {
            LOG.error("Work for {} failed", item.work().name(), failure);
        } finally {
            current = null;
        }
        // An interruption that came late was not meant for the work that comes next.
        Thread.interrupted();
        if (item.end()) {
            pool.queue().end(item);
            return true;
        }
        return false;
    }

    /** Waits for work. Returns false if none came while the worker may idle. */
    private boolean idled() {
        long nanos = pool.idle(this);
        if (nanos <= 0) {
            return false;
        }
        if (pool.queue().hasReady() || pool.queue().closed()) {
            if (pool.rouse(this)) {
                return true;
            }
        }
        long deadline = System.nanoTime() + nanos;
        while (!woken) {
            long left = deadline - System.nanoTime();
            if (left <= 0 && pool.rouse(this)) {
                return false;
            }
            // Where somebody else has roused it already, it is about to be woken.
            LockSupport.parkNanos(this, Math.max(left, 1_000));
            Thread.interrupted();
        }
        return true;
    }

    void wake() {
        woken = true;
        LockSupport.unpark(thread);
    }

    void interrupt() {
        Thread running = thread;
        if (current != null && running != null) {
            running.interrupt();
        }
    }

    /** Returns what it runs now, if anything. */
    Stream<RunningWork> running() {
        Item item = current;
        Thread on = thread;
        return item == null || on == null
                ? Stream.empty()
                : Stream.of(new RunningWork(item.work(), on, System.nanoTime() - item.begun(), item.fenced()));
    }
}
