package dev.backplane.dispatch.lanes;

import dev.backplane.spi.dispatch.RunningWork;
import dev.backplane.spi.dispatch.Work;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lane: its queue and the workers that serve it, who start on demand and end after idling. Thread-safe.
 *
 * <p>Who has put work into the queue wakes one worker, the one that idles least long, unless one is being woken already:
 * that one, having found work, wakes the next if there is more. So a burst does not wake all of them for the few of its
 * first microseconds.
 */
final class LanePool {

    /*
     * No work is left lying while a worker idles:
     * - a worker that idles puts itself among the idle and then looks once more whether there is work;
     * - one that ends counts itself out and then looks once more;
     * - whoever wakes nobody, since somebody is being woken, had put its work into the queue before: that worker looks
     *   into it after it has said that nobody is being woken any more.
     */

    private static final Logger LOG = LoggerFactory.getLogger(LanePool.class);

    private final LaneQueue queue;
    private final ThreadFactory threads;
    private final Fence fence;
    private final Set<Worker> all = ConcurrentHashMap.newKeySet();
    private final Deque<Worker> idle = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean waking = new AtomicBoolean();

    /** Without the fenced ones. */
    private final AtomicInteger count = new AtomicInteger();

    private volatile long idleNanos;

    LanePool(LaneLimits limits, ThreadFactory threads, long idleMillis, Fence fence) {
        queue = new LaneQueue(limits);
        this.threads = threads;
        this.fence = fence;
        idleNanos = TimeUnit.MILLISECONDS.toNanos(idleMillis);
    }

    LaneQueue queue() {
        return queue;
    }

    void resize(LaneLimits limits, long idleMillis) {
        idleNanos = TimeUnit.MILLISECONDS.toNanos(idleMillis);
        queue.resize(limits);
        wakeAll();
        signal();
    }

    /** See {@link LaneQueue#accept}. */
    Item accept(Work work) {
        Item item = queue.accept(work, this);
        if (queue.add(item)) {
            signal();
        }
        return item;
    }

    boolean withdraw(Item item) {
        return queue.withdraw(item);
    }

    /** Writes the worker off that runs this. */
    boolean fence(Item item) {
        if (!fence.raise()) {
            return false;
        }
        if (!item.writeOff()) {
            fence.lower();
            return false;
        }
        count.decrementAndGet();
        queue.end(item);
        signal();
        return true;
    }

    /** Accepts nothing more; what was accepted goes on. */
    void close() {
        queue.close();
        wakeAll();
    }

    /** Waits for what was accepted to end. Returns whether it did. */
    boolean drained(long nanos) throws InterruptedException {
        return queue.empty().await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Interrupts what runs and gives up what waits. Returns how much was given up. */
    int abandon(String reason) {
        List<Item> dropped = queue.drop();
        for (Item item : dropped) {
            try {
                item.work().abandoned(reason);
            } catch (RuntimeException e) {
                LOG.error("Work for {} could not be given up", item.work().name(), e);
            }
        }
        all.forEach(Worker::interrupt);
        return dropped.size();
    }

    /** Returns how many threads the lane has now, without the fenced ones. */
    int workers() {
        return count.get();
    }

    Stream<RunningWork> running() {
        return all.stream().flatMap(Worker::running);
    }

    // ---- workers -------------------------------------------------------------------------------------------------

    /** Sees to it that a worker looks into the queue, if there is something in it. */
    void signal() {
        while (queue.hasReady()
                && (!idle.isEmpty() || count.get() < queue.limits().workers())
                && waking.compareAndSet(false, true)) {
            Worker sleeper = idle.poll();
            if (sleeper != null) {
                sleeper.wake();
                return;
            }
            if (hire()) {
                start(new Worker(this));
                return;
            }
            waking.set(false);
        }
    }

    /** Lets the next one be woken, once the one that was has looked into the queue. */
    void awake() {
        waking.set(false);
    }

    private void wakeAll() {
        for (Worker sleeper = idle.poll(); sleeper != null; sleeper = idle.poll()) {
            sleeper.wake();
        }
    }

    private boolean hire() {
        int most = queue.limits().workers();
        return count.getAndUpdate(now -> now < most ? now + 1 : now) < most;
    }

    private void start(Worker worker) {
        all.add(worker);
        boolean started = false;
        try {
            worker.start(threads);
            started = true;
        } catch (OutOfMemoryError e) {
            // The work stays where other workers find it, and whoever dispatches next tries again.
            LOG.error(
                    "Lane {} could not start a thread beside its {}",
                    queue.limits().lane(),
                    count.get(),
                    e);
        } finally {
            if (!started) {
                all.remove(worker);
                count.decrementAndGet();
                awake();
            }
        }
    }

    /** Returns whether a worker is to end because there are too many; it is counted out by that. */
    boolean tooMany() {
        int most = queue.limits().workers();
        return count.get() > most && count.getAndUpdate(now -> now > most ? now - 1 : now) > most;
    }

    /** Takes the worker among the idle. Returns how long it may stay there, 0 if it is to end. */
    long idle(Worker worker) {
        long nanos = queue.closed() ? 0 : idleNanos;
        if (nanos > 0) {
            idle.push(worker);
        }
        return nanos;
    }

    /** Takes the worker from among the idle. Returns false if somebody else has, to wake it. */
    boolean rouse(Worker worker) {
        return idle.removeFirstOccurrence(worker);
    }

    /** Counts a worker out that found nothing to do. */
    void left() {
        count.decrementAndGet();
        signal();
    }

    /** Notes that a written-off worker has come back. */
    void back(Item item) {
        fence.lower();
        LOG.info(
                "Work for {} in lane {}, fenced before, has ended",
                item.work().name(),
                queue.limits().lane());
    }

    void gone(Worker worker) {
        all.remove(worker);
    }
}
