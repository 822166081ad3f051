package dev.backplane.dispatch.pool.internal;

import dev.backplane.dispatch.lanes.DispatchLimits;
import dev.backplane.dispatch.lanes.LaneThreads;
import dev.backplane.dispatch.lanes.Lanes;
import dev.backplane.spi.dispatch.DispatchStatistics;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.QueueStatistics;
import dev.backplane.spi.dispatch.RunningWork;
import dev.backplane.spi.dispatch.Ticket;
import dev.backplane.spi.dispatch.Work;
import dev.backplane.spi.slot.Slot;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A dispatcher on bounded pools. Each lane has its own queue and its own threads, so that no lane, however full, holds
 * up another; within a lane sessions take turns. Threads start on demand and end after idling. Thread-safe; dispatching
 * takes constant time and never waits.
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

    private static final String THREAD_PREFIX = "backplane-dispatch-";

    private final Lanes lanes;

    /** @throws IllegalArgumentException if a value is out of bounds */
    @Activate
    public PoolDispatcher(PoolConfig config) {
        this(PoolLimits.of(config, Runtime.getRuntime().availableProcessors()));
    }

    PoolDispatcher(DispatchLimits limits) {
        ThreadFactory threads = LaneThreads.platform(THREAD_PREFIX, PoolDispatcher.class.getClassLoader());
        lanes = new Lanes(limits, LaneThreads.all(threads));
    }

    /** @throws IllegalArgumentException if a value is out of bounds; what was in force stays so */
    @Modified
    void modified(PoolConfig config) {
        resize(PoolLimits.of(config, Runtime.getRuntime().availableProcessors()));
    }

    void resize(DispatchLimits limits) {
        lanes.resize(limits);
    }

    /** Refuses further work; what was accepted has the drain time to end. */
    @Deactivate
    void stop(BundleContext context) {
        lanes.stop(context);
    }

    /** Refuses further work and waits for what was accepted, for the drain time at most. */
    void close() {
        lanes.close();
    }

    @Override
    public Ticket dispatch(Work work) {
        return lanes.dispatch(work);
    }

    @Override
    public DispatchStatistics statistics() {
        return lanes.statistics();
    }

    @Override
    public Stream<QueueStatistics> queues() {
        return lanes.queues();
    }

    @Override
    public Stream<RunningWork> running() {
        return lanes.running();
    }

    /** Returns how many threads a lane has now. */
    int threads(Lane lane) {
        return lanes.threads(lane);
    }
}
