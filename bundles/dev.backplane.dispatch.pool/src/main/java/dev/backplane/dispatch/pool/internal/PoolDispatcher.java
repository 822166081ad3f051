package dev.backplane.dispatch.pool.internal;

import dev.backplane.spi.dispatch.DispatchStatistics;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.QueueStatistics;
import dev.backplane.spi.dispatch.RunningWork;
import dev.backplane.spi.dispatch.Ticket;
import dev.backplane.spi.dispatch.Work;
import dev.backplane.spi.slot.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dispatcher on bounded pools. Each lane has its own queue and its own threads, so that no lane, however full, holds
 * up another; within a lane work starts in the order in which it was accepted. Threads start on demand and end after
 * idling. Thread-safe; dispatching takes constant time and never waits.
 */
@Component(
        service = Dispatcher.class,
        immediate = true,
        configurationPid = PoolDispatcher.PID,
        property = {Slot.SLOT + "=" + Slot.DISPATCH, Slot.VARIANT + "=" + PoolDispatcher.VARIANT})
@Designate(ocd = PoolConfig.class)
public final class PoolDispatcher implements Dispatcher {

    static final String PID = "dev.backplane.dispatch.pool";
    static final String VARIANT = "pool";

    private static final Logger LOG = LoggerFactory.getLogger(PoolDispatcher.class);

    /** By ordinal of the lane. */
    private final LanePool[] lanes;

    private volatile long drainMillis;

    /** @throws IllegalArgumentException if a value is out of bounds */
    @Activate
    public PoolDispatcher(PoolConfig config) {
        this(limits(config));
    }

    PoolDispatcher(PoolLimits limits) {
        WorkerThreads threads = new WorkerThreads();
        List<LanePool> pools = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            pools.add(new LanePool(lane, limits, threads));
        }
        lanes = pools.toArray(LanePool[]::new);
        drainMillis = limits.drainMillis();
    }

    /** @throws IllegalArgumentException if a value is out of bounds; what was in force stays so */
    @Modified
    void modified(PoolConfig config) {
        resize(limits(config));
    }

    synchronized void resize(PoolLimits limits) {
        for (LanePool lane : lanes) {
            lane.resize(limits);
        }
        drainMillis = limits.drainMillis();
    }

    /** Refuses further work and waits for what was accepted, for the drain time at most. */
    @Deactivate
    void close() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(drainMillis);
        for (LanePool lane : lanes) {
            lane.close();
        }
        boolean drained = true;
        try {
            for (LanePool lane : lanes) {
                drained &= lane.drained(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            drained = false;
            Thread.currentThread().interrupt();
        }
        if (!drained) {
            abandon();
        }
    }

    @Override
    public Ticket dispatch(Work work) {
        try {
            return lanes[work.lane().ordinal()].accept(work);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException(
                    "slot " + Slot.DISPATCH + ": variant " + VARIANT + " has been stopped; the work was not accepted",
                    e);
        }
    }

    @Override
    public DispatchStatistics statistics() {
        int running = 0;
        int queued = 0;
        long completed = 0;
        long refused = 0;
        for (LanePool lane : lanes) {
            running += lane.running();
            queued += lane.queued();
            completed += lane.completed();
            refused += lane.refused();
        }
        return new DispatchStatistics(running, queued, 0, completed, refused);
    }

    @Override
    public Stream<QueueStatistics> queues() {
        return Stream.of(lanes).map(LanePool::statistics);
    }

    @Override
    public Stream<RunningWork> running() {
        return Stream.of(lanes).flatMap(LanePool::runningWork);
    }

    /** Returns how many threads a lane has now. */
    int threads(Lane lane) {
        return lanes[lane.ordinal()].threads();
    }

    private void abandon() {
        int running = statistics().running();
        int dropped = 0;
        for (LanePool lane : lanes) {
            dropped += lane.abandon();
        }
        LOG.warn(
                "Stopped before accepted work had finished in drainMillis={}: {} interrupted, {} dropped",
                drainMillis,
                running,
                dropped);
    }

    private static PoolLimits limits(PoolConfig config) {
        return PoolLimits.of(config, Runtime.getRuntime().availableProcessors());
    }
}
