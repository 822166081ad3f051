package dev.backplane.spi.transport;

import dev.backplane.spi.codec.ByteSink;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One thing a peer sent, and the way to answer it: an HTTP request, a line, a frame. Answered exactly once, by
 * {@link #respond} or by {@link #stream}; from any thread. Implemented by transports.
 *
 * <p>The status codes are HTTP's; a transport without statuses leaves them out.
 */
@ConsumerType
public interface Exchange {

    /** Returns the way in, such as {@code http}. */
    String transport();

    /** Returns the peer's address as text. */
    String address();

    /** Returns the authenticated name, or null. */
    @Nullable
    String principal();

    /** Returns a header's value, or null where it is absent or the transport has no headers. */
    @Nullable
    String header(String name);

    /** Tells whether this transport has headers at all. */
    boolean hasHeaders();

    /**
     * Tells whether the transport is about to stop. It then lets in what calls under way need, such as the answer to a
     * question or a cancellation; new requests are to be refused, so that the client repeats them later.
     */
    default boolean isDraining() {
        return false;
    }

    /** Says by which revision of the protocol the message was taken, to be shown with its connection. */
    default void takenAs(String protocolVersion) {}

    /** Sets a header of the answer; ignored where there are none. */
    void setHeader(String name, String value);

    /** Returns a sink for the body of {@link #respond(int, ByteSink)}; at most one a exchange. */
    ByteSink sink();

    /** Answers with the body that was written to {@link #sink()}: JSON, unless a {@code Content-Type} was set. */
    void respond(int status, ByteSink body);

    /** Answers without a body. */
    void respond(int status);

    /** Answers with an event stream, whose head is sent at once. */
    EventStream stream();

    /**
     * Runs the action if the peer goes away before the answer is complete; at once if it already has. At most one
     * action: a later one takes the place of the earlier.
     */
    void onDisconnect(Runnable action);
}
