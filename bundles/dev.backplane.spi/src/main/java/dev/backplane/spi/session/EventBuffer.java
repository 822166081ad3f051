package dev.backplane.spi.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last events of one session, for session stores to build on. What is kept has no holes: an event that is older than
 * one that has gone is not taken in, so a client that is told what came after an event is told all of it.
 *
 * <p>Not thread-safe: the store guards it. Takes constant time, but for {@link #after} and {@link #events}, which are
 * linear in what is kept, and {@link #add} of an event that was overtaken by others. While nothing is kept, nothing is
 * allocated.
 */
public final class EventBuffer {

    private static final int FIRST_CAPACITY = 7;

    /** In the order of their sequences; null while there is none, as with all idle sessions. */
    private @Nullable ArrayDeque<StreamEvent> events;

    private long bytes;
    private long evicted;
    private long last;

    /** Makes an empty buffer of which nothing has gone. */
    public EventBuffer() {
        this(0, 0);
    }

    /**
     * Makes an empty buffer.
     *
     * @param evicted the greatest sequence that has gone
     * @param last the greatest one that may have been given out
     */
    public EventBuffer(long evicted, long last) {
        this.evicted = evicted;
        this.last = last;
    }

    /** Takes up the events where another store left them. */
    public static EventBuffer of(SessionImage image) {
        EventBuffer buffer = new EventBuffer(image.evicted(), image.lastSequence());
        image.events().forEach(buffer::add);
        return buffer;
    }

    /** Keeps the event, unless one of its sequence is or was kept, or a later one has gone. Returns whether it is kept. */
    public boolean add(StreamEvent event) {
        if (event.sequence() <= evicted) {
            return false;
        }
        ArrayDeque<StreamEvent> kept = events;
        if (kept == null) {
            kept = new ArrayDeque<>(FIRST_CAPACITY);
            events = kept;
        }
        StreamEvent latest = kept.peekLast();
        if (latest == null || latest.sequence() < event.sequence()) {
            kept.addLast(event);
        } else if (!insert(kept, event)) {
            return false;
        }
        bytes += event.message().length;
        last = Math.max(last, event.sequence());
        return true;
    }

    /**
     * Lets the oldest events go until the rest fits.
     *
     * @param mostEvents how many may stay
     * @param mostBytes how many bytes their messages may have together
     */
    public void trim(int mostEvents, long mostBytes) {
        ArrayDeque<StreamEvent> kept = events;
        while (kept != null && (kept.size() > mostEvents || bytes > mostBytes)) {
            kept = removeFirst(kept);
        }
    }

    /** Lets the events go that have at most the given sequence. */
    public void evict(long sequence) {
        ArrayDeque<StreamEvent> kept = events;
        while (kept != null && kept.getFirst().sequence() <= sequence) {
            kept = removeFirst(kept);
        }
        evicted = Math.max(evicted, sequence);
    }

    /** Notes that sequences up to the given one may have been given out. */
    public void reach(long sequence) {
        last = Math.max(last, sequence);
    }

    /**
     * Returns the events of the stream that came after the given sequence, in order; null where that is no longer, or was
     * never, kept for the stream.
     */
    public @Nullable List<StreamEvent> after(long stream, long sequence) {
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

    /** Returns a copy of what is kept, in the order of the sequences. */
    public List<StreamEvent> events() {
        return events == null ? List.of() : List.copyOf(events);
    }

    public boolean isEmpty() {
        return events == null;
    }

    /** Returns the greatest sequence that has gone; 0 if none has. */
    public long evicted() {
        return evicted;
    }

    /** Returns the greatest sequence that may have been given out, as {@link SessionStore#lastSequence} tells it. */
    public long last() {
        return last;
    }

    /** Returns what is left; null if nothing. */
    private @Nullable ArrayDeque<StreamEvent> removeFirst(ArrayDeque<StreamEvent> kept) {
        StreamEvent oldest = kept.removeFirst();
        evicted = oldest.sequence();
        bytes -= oldest.message().length;
        if (kept.isEmpty()) {
            events = null;
        }
        return events;
    }

    /** Puts an event that was overtaken in its place. Returns whether its sequence was free. */
    private static boolean insert(ArrayDeque<StreamEvent> kept, StreamEvent event) {
        ArrayDeque<StreamEvent> later = new ArrayDeque<>();
        StreamEvent latest = kept.peekLast();
        while (latest != null && latest.sequence() > event.sequence()) {
            later.addFirst(kept.removeLast());
            latest = kept.peekLast();
        }
        boolean free = latest == null || latest.sequence() != event.sequence();
        if (free) {
            kept.addLast(event);
        }
        kept.addAll(later);
        return free;
    }
}
