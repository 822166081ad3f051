package dev.backplane.dispatch.virtual.internal;

import dev.backplane.dispatch.lanes.DispatchLimits;
import dev.backplane.dispatch.lanes.Lanes;
import dev.backplane.spi.dispatch.DispatchStatistics;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.QueueStatistics;
import dev.backplane.spi.dispatch.RunningWork;
import dev.backplane.spi.dispatch.Ticket;
import dev.backplane.spi.dispatch.Work;
import dev.backplane.spi.slot.Slot;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dispatcher on virtual threads, with the lanes and bounds of the pooled one: for tools that mostly wait, of which a
 * thousand may then run at once. Thread-safe; dispatching takes constant time and never waits. Not immediate, so that
 * nobody makes one where there are no virtual threads.
 */
@Component(
        service = Dispatcher.class,
        configurationPid = VirtualDispatcher.PID,
        property = {
            Slot.SLOT + "=" + Slot.DISPATCH,
            Slot.VARIANT + "=" + VirtualDispatcher.VARIANT,
            Slot.JAVA + ":Integer=" + VirtualThreads.JAVA
        })
@Designate(ocd = VirtualConfig.class)
public final class VirtualDispatcher implements Dispatcher {

    static final String PID = "dev.backplane.dispatch.virtual";
    static final String VARIANT = "virtual";

    private static final Logger LOG = LoggerFactory.getLogger(VirtualDispatcher.class);

    private final Lanes lanes;

    /**
     * @throws IllegalArgumentException if a value is out of bounds
     * @throws IllegalStateException if this JVM has no virtual threads
     */
    @Activate
    public VirtualDispatcher(VirtualConfig config) {
        this(VirtualLimits.of(config));
        int java = Runtime.version().feature();
        if (java < VirtualThreads.JAVA_UNPINNED) {
            LOG.warn(
                    "On Java {} a tool that waits inside synchronized holds a processor meanwhile: from Java {} on it does not",
                    java,
                    VirtualThreads.JAVA_UNPINNED);
        }
    }

    VirtualDispatcher(DispatchLimits limits) {
        lanes = new Lanes(limits, new VirtualThreads());
    }

    /** @throws IllegalArgumentException if a value is out of bounds; what was in force stays so */
    @Modified
    void modified(VirtualConfig config) {
        lanes.resize(VirtualLimits.of(config));
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
}
