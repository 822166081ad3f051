package dev.backplane.dispatch.pool.internal;

import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.OverloadedException;
import dev.backplane.spi.dispatch.QueueStatistics;
import dev.backplane.spi.dispatch.RunningWork;
import dev.backplane.spi.dispatch.Ticket;
import dev.backplane.spi.dispatch.Work;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
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
    private final Set<Item> running = ConcurrentHashMap.newKeySet();
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
    Ticket accept(Work work) {
        enter();
        boolean accepted = false;
        try {
            Item item = new Item(work);
            executor.execute(item);
            accepted = true;
            return item;
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
        int dropped = 0;
        for (Runnable item : executor.shutdownNow()) {
            if (((Item) item).abandon()) {
                dropped++;
            }
        }
        return dropped;
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
                        OverloadedException.Scope.ALL,
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

    QueueStatistics statistics() {
        int runs = running();
        return new QueueStatistics(
                QueueStatistics.Kind.LANE,
                lane,
                lane.name(),
                queued(),
                runs,
                room,
                executor.getMaximumPoolSize(),
                completed(),
                refused(),
                -1,
                -1,
                -1);
    }

    Stream<RunningWork> runningWork() {
        long now = System.nanoTime();
        return running.stream().map(item -> new RunningWork(item.work, item.thread, now - item.begun, false));
    }

    /** Accepted work. */
    private final class Item implements Runnable, Ticket {
        private final Work work;
        /** Whether it has begun, was withdrawn or abandoned. */
        private final AtomicBoolean taken = new AtomicBoolean();
        /** Set before it is among the running, as is the time. */
        private Thread thread = Thread.currentThread();

        private long begun;

        Item(Work work) {
            this.work = work;
        }

        // Whatever work throws, errors included, must cost neither the worker nor the work behind it.
        @Override
        public void run() {
            if (!taken.compareAndSet(false, true)) {
                return;
            }
            thread = Thread.currentThread();
            begun = System.nanoTime();
            running.add(this);
            try {
                work.run();
            } catch (Throwable failure) {
                LOG.error("Work for {} in lane {} failed", work.name(), lane, failure);
            } finally {
                running.remove(this);
                completed.increment();
                inside.decrementAndGet();
            }
        }

        @Override
        public boolean withdraw() {
            if (taken.compareAndSet(false, true)) {
                executor.remove(this);
                inside.decrementAndGet();
                return true;
            }
            return false;
        }

        // No workers but those of the executor.
        @Override
        public boolean fence() {
            return false;
        }

        boolean abandon() {
            boolean waited = withdraw();
            if (waited) {
                work.abandoned("slot dispatch: the dispatcher has been stopped, and its drain time is over");
            }
            return waited;
        }
    }
}
