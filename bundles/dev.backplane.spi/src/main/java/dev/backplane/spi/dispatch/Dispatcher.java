package dev.backplane.spi.dispatch;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Runs work that may wait. Slot {@code dispatch}. Thread-safe; never runs work on the caller's thread, never drops
 * accepted work while it is active.
 */
@ConsumerType
public interface Dispatcher {

    /**
     * Accepts work, or refuses it at once.
     *
     * @param lane its urgency
     * @param mailbox whom it is for, such as a session's id or a tool's name: what statistics are kept by
     * @param work runs once; what it throws is logged
     * @throws OverloadedException if a bound is reached
     * @throws IllegalStateException if the dispatcher has been stopped; the work was not accepted
     */
    void dispatch(Lane lane, String mailbox, Runnable work);

    DispatchStatistics statistics();
}
