package dev.backplane.spi.dispatch;

import java.util.stream.Stream;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Runs work that may wait. Slot {@code dispatch}. Thread-safe; never runs work on the caller's thread, never drops
 * accepted work while it is active, and bounds what waits: in each lane, for each session and for each name.
 */
@ConsumerType
public interface Dispatcher {

    /**
     * Accepts work, or refuses it at once.
     *
     * @throws OverloadedException if a bound is reached
     * @throws IllegalStateException if the dispatcher has been stopped; the work was not accepted
     */
    Ticket dispatch(Work work);

    /** Dispatches work that is nobody's. See {@link #dispatch(Work)}. */
    default Ticket dispatch(Lane lane, String name, Runnable task) {
        return dispatch(Work.of(lane, name, task));
    }

    DispatchStatistics statistics();

    /**
     * Returns the queues: each lane; each name that is known; each session that has something in it. In no order; figures
     * of different queues, and of one, are not of exactly the same moment.
     */
    Stream<QueueStatistics> queues();

    /** Returns what runs now, fenced work included; in no order. */
    Stream<RunningWork> running();
}
