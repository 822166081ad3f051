package dev.backplane.dispatch.pool.internal;

import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.OverloadedException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads and the queue of one lane. Thread-safe. */
final class LanePool {

    private static final Logger LOG = LoggerFactory.getLogger(PoolDispatcher.class);

    /** When to try again after a refusal: a queue of calls that take milliseconds moves on in that time. */
    private static final long RETRY_AFTER_MILLIS = 1_000;

    /*
     * The executor's queue has no capacity, because one cannot be changed while it is in use. What bounds it is the
     * count of work that is in the lane, running or waiting, against the sum of workers and queue limit: work is
     * accepted exactly as long as there is room, however many dispatch at once and whatever the sizes become.
     */

    private final Lane lane;
    private final ThreadPoolExecutor executor;
    private final AtomicInteger inside = new AtomicInteger();
    private final LongAdder completed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile int queueLimit;
    private volatile int room;

    LanePool(Lane lane, PoolLimits limits, ThreadFactory threads) {
        this.lane = lane;
        int workers = limits.workers(lane);
        queueLimit = limits.queueLimit(lane);
        room = workers + queueLimit;
        executor = new ThreadPoolExecutor(
                workers, workers, limits.idleMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), threads);
        executor.allowCoreThreadTimeOut(true);
    }

    /** Takes on new sizes. Work that was accepted stays so, even if there is no room left for more. */
    void resize(PoolLimits limits) {
        int workers = limits.workers(lane);
        if (workers > executor.getMaximumPoolSize()) {
            executor.setMaximumPoolSize(workers);
            executor.setCorePoolSize(workers);
        } else {
            executor.setCorePoolSize(workers);
            executor.setMaximumPoolSize(workers);
        }
        executor.setKeepAliveTime(limits.idleMillis(), TimeUnit.MILLISECONDS);
        queueLimit = limits.queueLimit(lane);
        room = workers + queueLimit;
    }

    /**
     * Accepts work or refuses it.
     *
     * @throws OverloadedException if there is no room
     * @throws RejectedExecutionException if the lane is closed
     */
    void accept(String mailbox, Runnable work) {
        enter();
        boolean accepted = false;
        try {
            executor.execute(() -> run(mailbox, work));
            accepted = true;
        } finally {
            if (!accepted) {
                inside.decrementAndGet();
                refused.increment();
            }
        }
    }

    /** Accepts nothing more; what was accepted goes on. */
    void close() {
        executor.shutdown();
    }

    /** Waits for what was accepted to finish. Returns whether it did. */
    boolean drained(long millis) throws InterruptedException {
        return executor.awaitTermination(millis, TimeUnit.MILLISECONDS);
    }

    /** Interrupts what runs and drops what waits. Returns how much was dropped. */
    int abandon() {
        List<Runnable> dropped = executor.shutdownNow();
        inside.addAndGet(-dropped.size());
        return dropped.size();
    }

    int running() {
        return executor.getActiveCount();
    }

    int queued() {
        return executor.getQueue().size();
    }

    /** Returns how many threads the lane has now. */
    int threads() {
        return executor.getPoolSize();
    }

    long completed() {
        return completed.sum();
    }

    long refused() {
        return refused.sum();
    }

    private void enter() {
        int now = inside.get();
        while (true) {
            if (now >= room) {
                refused.increment();
                throw new OverloadedException(
                        "slot dispatch: lane " + lane + " is full: " + PoolLimits.queueKey(lane) + " is " + queueLimit,
                        RETRY_AFTER_MILLIS);
            }
            int witness = inside.compareAndExchange(now, now + 1);
            if (witness == now) {
                return;
            }
            now = witness;
        }
    }

    // Whatever work throws, errors included, must cost neither the worker nor the work behind it.
    private void run(String mailbox, Runnable work) {
        try {
            work.run();
        } catch (Throwable failure) {
            LOG.error("Work for {} in lane {} failed", mailbox, lane, failure);
        } finally {
            completed.increment();
            inside.decrementAndGet();
        }
    }
}
