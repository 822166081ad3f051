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

    /** Null until there was an event: most sessions have none, and there may be very many. */
    private @Nullable EventBuffer events;

    HeldSession(SessionRecord session) {
        this.session = session;
    }

    /** Takes up a session where another store left it. */
    HeldSession(SessionImage image) {
        session = image.session();
        events = image.lastSequence() == 0 ? null : EventBuffer.of(image);
    }

    SessionRecord session() {
        return session;
    }

    void session(SessionRecord next) {
        session = next;
    }

    synchronized void append(StreamEvent event, ReplayLimits limits) {
        EventBuffer kept = events;
        if (kept == null) {
            kept = new EventBuffer();
            events = kept;
        }
        if (kept.add(event)) {
            trim(limits);
        }
    }

    /** Lets the oldest events go until the rest fits. */
    synchronized void trim(ReplayLimits limits) {
        if (events != null) {
            events.trim(limits.events(), limits.bytes());
        }
    }

    synchronized @Nullable List<StreamEvent> after(long stream, long sequence) {
        return events == null ? null : events.after(stream, sequence);
    }

    synchronized long lastSequence() {
        return events == null ? 0 : events.last();
    }

    synchronized SessionImage image() {
        return events == null
                ? new SessionImage(session, List.of(), 0)
                : new SessionImage(session, events.events(), events.last());
    }

    /** Returns whether a buffer is allocated. */
    synchronized boolean buffered() {
        return events != null && !events.isEmpty();
    }
}
