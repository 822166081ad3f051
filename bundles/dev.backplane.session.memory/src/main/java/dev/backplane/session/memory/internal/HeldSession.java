package dev.backplane.session.memory.internal;

import dev.backplane.spi.session.EventBuffer;
import dev.backplane.spi.session.SessionImage;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.StreamEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One session with its last events. The record is volatile; the events are guarded by this object's monitor. */
final class HeldSession {

    private volatile SessionRecord session;
    private final EventBuffer events;

    HeldSession(SessionRecord session) {
        this.session = session;
        events = new EventBuffer();
    }

    /** Takes up a session where another store left it. */
    HeldSession(SessionImage image) {
        session = image.session();
        events = EventBuffer.of(image);
    }

    SessionRecord session() {
        return session;
    }

    void session(SessionRecord next) {
        session = next;
    }

    synchronized void append(StreamEvent event, ReplayLimits limits) {
        if (events.add(event)) {
            trim(limits);
        }
    }

    /** Lets the oldest events go until the rest fits. */
    synchronized void trim(ReplayLimits limits) {
        events.trim(limits.events(), limits.bytes());
    }

    synchronized @Nullable List<StreamEvent> after(long stream, long sequence) {
        return events.after(stream, sequence);
    }

    synchronized long lastSequence() {
        return events.last();
    }

    synchronized SessionImage image() {
        return new SessionImage(session, events.events(), events.last());
    }

    /** Returns whether a buffer is allocated. */
    synchronized boolean buffered() {
        return !events.isEmpty();
    }
}
