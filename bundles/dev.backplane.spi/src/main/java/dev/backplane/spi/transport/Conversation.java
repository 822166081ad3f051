package dev.backplane.spi.transport;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a {@link Line} is about, as its transport sees it: the engine's side of it. A legacy client opens it by
 * {@code initialize}, and then it is that session; any other request that says its revision pins it to that of 2026-07-28.
 * Methods return without waiting; answers go to the connection, at once or later, from any thread.
 */
@ProviderType
public interface Conversation {

    /**
     * Takes the next message, or batch. For one thread at a time, in the order of arrival.
     *
     * @return true if the bytes are needed no more; else they must stay unchanged for good
     */
    boolean accept(byte[] bytes, int offset, int length);

    /**
     * The transport is about to stop: new requests are refused, what goes on without end is ended in good order, and the
     * connection is closed as soon as nothing is under way. Thread-safe; repeating it changes nothing.
     */
    void drain();

    /** Answers what is still under way as cut short, and closes the connection: the end of {@link #drain}. Thread-safe. */
    void expire();

    /** The connection has ended: calls under way are cancelled, and its session is over. Thread-safe; counts once. */
    void gone();

    /** Returns the protocol revision that it is pinned to, or null while it is to none. Thread-safe. */
    @Nullable
    String revision();

    /** Returns how many requests are under way. Thread-safe. */
    int underWay();
}
