package dev.backplane.dispatch.lanes;

import dev.backplane.spi.dispatch.DispatchStatistics;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.QueueStatistics;
import dev.backplane.spi.dispatch.RunningWork;
import dev.backplane.spi.dispatch.Ticket;
import dev.backplane.spi.dispatch.Work;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dispatcher of lanes with workers of their own, so that no lane, however full, holds up another. Thread-safe;
 * dispatching takes constant time and never waits. Work of one session under one name starts in the order in which it was
 * accepted; sessions take turns.
 */
public final class Lanes implements Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    /** By ordinal of the lane. */
    private final LanePool[] lanes;

    private final LaneThreads threads;
    private final Fence fence;
    private volatile long drainMillis;

    public Lanes(DispatchLimits limits, LaneThreads threads) {
        this.threads = threads;
        fence = new Fence(limits.fencedMax());
        Lane[] all = Lane.values();
        lanes = new LanePool[all.length];
        for (Lane lane : all) {
            lanes[lane.ordinal()] = new LanePool(limits.of(lane), threads.of(lane), idleMillis(limits, lane), fence);
        }
        drainMillis = limits.drainMillis();
    }

    private long idleMillis(DispatchLimits limits, Lane lane) {
        return threads.idle(lane) ? limits.idleMillis() : 0;
    }

    /** Takes on new sizes, at once; loses nothing that was accepted. */
    public synchronized void resize(DispatchLimits limits) {
        for (Lane lane : Lane.values()) {
            lanes[lane.ordinal()].resize(limits.of(lane), idleMillis(limits, lane));
        }
        fence.limit(limits.fencedMax());
        drainMillis = limits.drainMillis();
    }

    /**
     * Refuses further work, and lets what was accepted end. Where the whole platform stops, waits for it, as the JVM ends
     * thereafter; where the bundle alone does, returns at once, since nothing is dispatched until the next dispatcher is
     * there, and that one need not wait for work that may take hours.
     */
    public void stop(BundleContext context) {
        Bundle system = context.getBundle(Constants.SYSTEM_BUNDLE_ID);
        if (system.getState() == Bundle.STOPPING) {
            close();
        } else {
            retire();
        }
    }

    /** Refuses further work and waits for what was accepted and is not fenced, for the drain time at most. */
    public void close() {
        refuse();
        drain();
    }

    /** Refuses further work and returns; what was accepted has the drain time to end. */
    public void retire() {
        refuse();
        Thread drain = new Thread(this::drain, "backplane-dispatch-drain");
        drain.setDaemon(true);
        drain.start();
    }

    private void refuse() {
        for (LanePool lane : lanes) {
            lane.close();
        }
    }

    private void drain() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(drainMillis);
        boolean drained = true;
        try {
            for (LanePool lane : lanes) {
                drained &= lane.drained(deadline - System.nanoTime());
            }
        } catch (InterruptedException e) {
            drained = false;
            Thread.currentThread().interrupt();
        }
        if (!drained) {
            abandon();
        }
    }

    private void abandon() {
        int running = statistics().running();
        int abandoned = 0;
        for (LanePool lane : lanes) {
            abandoned += lane.abandon("slot dispatch: the dispatcher has been stopped, and its drain time of "
                    + drainMillis + " ms is over");
        }
        LOG.warn(
                "Stopped before accepted work had finished in drainMillis={}: {} interrupted, {} given up",
                drainMillis,
                running,
                abandoned);
    }

    @Override
    public Ticket dispatch(Work work) {
        return lanes[work.lane().ordinal()].accept(work);
    }

    @Override
    public DispatchStatistics statistics() {
        int running = 0;
        int waiting = 0;
        long completed = 0;
        long refused = 0;
        for (LanePool lane : lanes) {
            LaneQueue queue = lane.queue();
            running += queue.running();
            waiting += queue.waiting();
            completed += queue.completed();
            refused += queue.refused();
        }
        return new DispatchStatistics(running, waiting, fence.count(), completed, refused);
    }

    @Override
    public Stream<QueueStatistics> queues() {
        return Stream.of(lanes).flatMap(lane -> lane.queue().statistics());
    }

    @Override
    public Stream<RunningWork> running() {
        return Stream.of(lanes).flatMap(LanePool::running);
    }

    /** Returns how many threads a lane has now. */
    public int threads(Lane lane) {
        return lanes[lane.ordinal()].workers();
    }
}
