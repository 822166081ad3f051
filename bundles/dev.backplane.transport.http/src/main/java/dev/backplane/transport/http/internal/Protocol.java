package dev.backplane.transport.http.internal;

/** What a connection serves instead of HTTP/1: HTTP/2, a WebSocket. Confined to its I/O thread. */
interface Protocol {

    /** Returns the way in that it is. */
    default String name() {
        return "http";
    }

    /** Returns the number of messages under way; any thread. */
    default int inFlight() {
        return isQuiet() ? 0 : 1;
    }

    /** Looks after what is late. */
    void tick(long nanos, Settings settings);

    /** The listener stops. Returns whether the end of what is under way need not be waited for. */
    boolean drain();

    /** The listener waits no longer: what is under way is cut short, and said to be. */
    void expire();

    /** Tells whether nothing is under way, so that the connection can be ended. */
    boolean isQuiet();

    /** The connection is closed. */
    void gone();
}
