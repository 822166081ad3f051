package dev.backplane.spi.session;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps sessions, the last events of their streams, and tasks. Slot {@code session}. Thread-safe.
 *
 * <p>The events of a session are bounded in number and bytes by the implementation; the oldest go first.
 */
@ConsumerType
public interface SessionStore {

    /** Keeps the session, in the place of an earlier record under its id. */
    void put(SessionRecord session);

    @Nullable
    SessionRecord get(String id);

    /** Forgets the session, its events and its tasks. Returns whether it was there. */
    boolean remove(String id);

    /** Streams the sessions, lazily and weakly consistently. */
    Stream<SessionRecord> sessions();

    /** Returns the number of sessions. */
    long size();

    /** Keeps an event; ignored if the session is unknown. */
    void append(String session, StreamEvent event);

    /**
     * Returns the events of the stream that {@code afterSequence} belongs to which came after it, in order.
     *
     * @return null where {@code afterSequence} is no longer, or was never, kept: what followed cannot be told
     */
    @Nullable
    List<StreamEvent> eventsAfter(String session, long stream, long afterSequence);

    /**
     * Returns a number that no sequence appended to the session has exceeded, gone and lost ones included; 0 if there was
     * none, or the session is unknown. Who takes a kept session up numbers its events from above it.
     */
    long lastSequence(String session);

    /** Returns all that is kept of a session as it is at one moment, or null. */
    @Nullable
    SessionImage image(String id);

    /**
     * Makes sessions what their images say, in the place of what is kept under their ids; where there are more events
     * than this store's bounds allow, the oldest go. Takes as little time as one {@link #put} would wherever an
     * implementation waits for something.
     */
    void restore(List<SessionImage> images);

    /** Forgets all sessions and all tasks. Not atomic: what is written meanwhile may stay. */
    void clear();

    /** Returns where the tasks are kept: those of sessions, and others. Always the same. */
    TaskStore tasks();
}
