package dev.backplane.engine.internal;

/** What waits for a service that is away. Ended by exactly one of its methods; neither waits. */
interface Held {

    /** Goes on: the service is back, or will not come back, which is seen by looking for it again. */
    void proceed();

    /** Ends without the service. */
    void refuse(ProtocolException problem);
}
