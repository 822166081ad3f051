package dev.backplane.session.memory.internal;

import dev.backplane.spi.session.SessionImage;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.StreamEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session with its last events. The record is volatile; the events are guarded by this object's monitor. An idle
 * session, which has no events, has no buffer either.
 */
final class HeldSession {

    private static final int FIRST_CAPACITY = 7;

    private volatile SessionRecord session;

    /** In the order of their sequences, without gaps other than those of the appends. */
    private @Nullable ArrayDeque<StreamEvent> events;

    private long bytes;

    /** The greatest sequence that has been evicted. Nothing at or below it is kept, so what is kept has no holes. */
    private long evicted;

    HeldSession(SessionRecord session) {
        this.session = session;
    }

    /** Takes up a session where another store left it. */
    static HeldSession of(SessionImage image) {
        HeldSession held = new HeldSession(image.session());
        held.evicted = image.lastSequence();
        if (!image.events().isEmpty()) {
            held.events = new ArrayDeque<>(image.events());
            held.evicted = image.events().get(0).sequence() - 1;
            image.events().forEach(event -> held.bytes += event.message().length);
        }
        return held;
    }

    synchronized SessionImage image() {
        return new SessionImage(session, events == null ? List.of() : List.copyOf(events), lastSequence());
    }

    SessionRecord session() {
        return session;
    }

    void session(SessionRecord next) {
        session = next;
    }

    /** Keeps the event, unless an event of its sequence is or was kept; linear only where it comes out of order. */
    synchronized void append(StreamEvent event, ReplayLimits limits) {
        if (event.sequence() <= evicted) {
            return;
        }
        ArrayDeque<StreamEvent> kept = events;
        if (kept == null) {
            kept = new ArrayDeque<>(FIRST_CAPACITY);
            events = kept;
        }
        StreamEvent last = kept.peekLast();
        if (last == null || last.sequence() < event.sequence()) {
            kept.addLast(event);
        } else if (!insert(kept, event)) {
            return;
        }
        bytes += event.message().length;
        trim(limits);
    }

    /** Lets the oldest events go until the rest fits. */
    synchronized void trim(ReplayLimits limits) {
        ArrayDeque<StreamEvent> kept = events;
        if (kept == null) {
            return;
        }
        while (kept.size() > limits.events() || bytes > limits.bytes()) {
            StreamEvent oldest = kept.removeFirst();
            evicted = oldest.sequence();
            bytes -= oldest.message().length;
        }
        if (kept.isEmpty()) {
            events = null;
        }
    }

    synchronized @Nullable List<StreamEvent> after(long stream, long sequence) {
        ArrayDeque<StreamEvent> kept = events;
        if (kept == null) {
            return null;
        }
        List<StreamEvent> found = null;
        for (StreamEvent event : kept) {
            if (event.stream() != stream) {
                continue;
            }
            if (event.sequence() == sequence) {
                found = new ArrayList<>();
            } else if (found != null) {
                found.add(event);
            } else if (event.sequence() > sequence) {
                return null;
            }
        }
        return found;
    }

    synchronized long lastSequence() {
        StreamEvent last = events == null ? null : events.peekLast();
        return last == null ? evicted : last.sequence();
    }

    /** Returns whether a buffer is allocated. */
    synchronized boolean buffered() {
        return events != null;
    }

    /** Puts an event that was overtaken in its place. Returns whether its sequence was free. */
    private static boolean insert(ArrayDeque<StreamEvent> kept, StreamEvent event) {
        ArrayDeque<StreamEvent> later = new ArrayDeque<>();
        StreamEvent last = kept.peekLast();
        while (last != null && last.sequence() > event.sequence()) {
            later.addFirst(kept.removeLast());
            last = kept.peekLast();
        }
        boolean free = last == null || last.sequence() != event.sequence();
        if (free) {
            kept.addLast(event);
        }
        kept.addAll(later);
        return free;
    }
}
