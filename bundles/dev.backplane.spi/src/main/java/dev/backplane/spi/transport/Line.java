package dev.backplane.spi.transport;

import dev.backplane.spi.codec.ByteSink;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One connection on which messages go both ways, as the engine sees it: lines of a socket, frames of a WebSocket. Messages
 * go out in the order of the calls that send them, whole, and none has a line break. Thread-safe; no method waits for the
 * peer, nor calls its {@link Conversation}, which may hold locks. Implemented by transports.
 *
 * <p>What waits for the peer is bounded: a connection whose queue is full, or whose peer has taken nothing for too long, is
 * closed by its transport.
 */
@ConsumerType
public interface Line {

    /** Returns the way in, such as {@code tcp}. */
    String transport();

    /** Returns the peer's address as text. */
    String address();

    /** Returns the authenticated name, or null. */
    @Nullable
    String principal();

    /** Returns how many requests of the peer may be under way at a time, at least 1; more are refused. */
    int requestsMax();

    /** Returns a sink for one message, which is to be sent or dropped. Not thread-safe itself. */
    ByteSink sink();

    /**
     * Sends the message that was written to one of this connection's sinks, which must not be used any more.
     *
     * @return false if the connection is closed, or was closed now because its queue is full
     */
    boolean send(ByteSink message);

    /**
     * Sends a message that may go to others, too.
     *
     * @param message an encoded JSON-RPC message. Not copied
     * @return as {@link #send(ByteSink)}
     */
    boolean send(byte[] message);

    /** Lets go of a sink whose message is not sent. */
    void drop(ByteSink unsent);

    /** Closes the connection once what was sent has gone out. */
    void close();

    boolean isOpen();
}
