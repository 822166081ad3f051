package dev.backplane.spi.transport;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An open stream of messages to a peer: server-sent events, or the messages of a connection. Thread-safe; messages go
 * out in the order of the calls; no method waits for the peer. Implemented by transports.
 */
@ConsumerType
public interface EventStream {

    /**
     * Sends a message.
     *
     * @param eventId the event's id; null: none
     * @param message an encoded JSON-RPC message; empty: an event without data, that only carries its id. Not copied
     * @return false if the stream is closed, or was closed now because its queue is full
     */
    boolean send(@Nullable String eventId, byte[] message);

    /** Tells the peer how long to wait before it comes back after the stream's end. */
    void retry(long millis);

    /** Ends the stream once what was sent has gone out. */
    void close();

    boolean isOpen();

    /** Tells whether the peer may come back for what it missed, by an event's id; where not, events need none. */
    default boolean isResumable() {
        return true;
    }

    /**
     * Says that the stream goes on without end, so that a transport that is stopped may end it at once, after the action:
     * the chance to send a last message. A stream without such an action belongs to a call, whose end is waited for within
     * the transport's limit. At most one action. The transport tells the peer itself when to come back.
     *
     * <p>From then on the exchange's headers may be gone: such streams are many, and quiet.
     */
    default void onDrain(Runnable action) {}

    /** Runs the action once, when the stream has ended for whatever reason; at once if it already has. */
    void onClose(Runnable action);
}
