package dev.backplane.spi.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One connection of a peer, as operators see it. Thread-safe: what it tells may be a moment old; no method waits. Implemented
 * by transports, which take a {@link Lease} for each.
 */
@ConsumerType
public interface Connection {

    /** Returns the way in, such as {@code http}, {@code websocket}, {@code tcp} or {@code unix}. */
    String transport();

    /** Returns where the peer is, always the same; null: a way in without addresses. */
    @Nullable
    InetSocketAddress peer();

    /** Returns the name in the peer's verified certificate; null: it showed none. */
    default @Nullable String subject() {
        return null;
    }

    /** Returns the revision of the protocol that the last message was taken by; null: there was none so far. */
    default @Nullable String protocolVersion() {
        return null;
    }

    /** Returns the number of messages that were taken and are not answered, open event streams included. */
    int inFlight();

    /** Returns for how long, in nanoseconds, nothing has come or gone. */
    long idleNanos();

    /** Returns what bounds its lease now. */
    LeaseTerm term();

    /**
     * Ends the connection because an operator wants it, soon after the return.
     *
     * @param now false: it takes nothing new, what is under way is answered, and streams without end are ended in good order;
     *     true: it is closed at once
     */
    void close(boolean now);

    /** Returns the address that the limit of an address counts, or null. */
    default @Nullable InetAddress address() {
        InetSocketAddress peer = peer();
        return peer == null ? null : peer.getAddress();
    }
}
