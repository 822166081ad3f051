package dev.backplane.spi.call;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told of each request of a client when it has ended: an OSGi service. Where there is none, a request costs nothing for it.
 * Thread-safe.
 */
@ConsumerType
@FunctionalInterface
public interface CallObserver {

    /**
     * A request has ended. Called on the thread that answered it, which may be one that reads requests, after the answer was
     * handed to the transport: takes a microsecond at most, and never waits. What it throws is logged, and changes nothing.
     *
     * @param call to be looked at before the return, and not later
     */
    void ended(FinishedCall call);
}
