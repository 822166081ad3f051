package dev.backplane.session.disk.internal;

import dev.backplane.spi.session.SessionImage;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.StreamEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session with its last events, as the heap has it; each change goes to the journal too, in the same order. Guarded
 * by this object's monitor, which is never held while the disk is waited for.
 *
 * <p>Sequences are reserved on disk in blocks, ahead of their use: whatever of the last events a crash takes along, no
 * sequence is given out twice.
 */
final class KeptSession {

    /** Sequences that are reserved at a time. Each block costs one commit that is waited for. */
    static final long BLOCK = 1_024;

    private final long number;
    private SessionRecord session;
    private long reserved;
    private long last;

    /** In the order of their sequences. Null while there is none, as with all idle sessions. */
    private @Nullable ArrayDeque<StreamEvent> events;

    private long bytes;

    /** The greatest sequence that has been evicted. Nothing at or below it is kept, so what is kept has no holes. */
    private long evicted;

    /** Whether somebody has asked for it since the file was opened; and whether, before that, its time was over. */
    private boolean claimed;

    private boolean expired;

    private KeptSession(long number, SessionRecord session, long reserved, boolean claimed) {
        this.number = number;
        this.session = session;
        this.reserved = reserved;
        this.claimed = claimed;
    }

    static KeptSession opened(long number, SessionRecord session) {
        return new KeptSession(number, session, BLOCK, true);
    }

    /** Takes up a session where another store left it. */
    static KeptSession of(long number, SessionImage image) {
        KeptSession kept = new KeptSession(number, image.session(), image.lastSequence() + BLOCK, true);
        kept.last = image.lastSequence();
        kept.evicted = image.lastSequence();
        image.events().forEach(kept::loaded);
        return kept;
    }

    /** Enters all of it in the journal. Returns the batch to wait for. */
    synchronized Batch enter(Journal journal) {
        List<StreamEvent> entered = events == null ? List.of() : List.copyOf(events);
        for (StreamEvent event : entered) {
            EventKey key = new EventKey(number, event.sequence());
            journal.write(file -> file.put(key, event), event.message().length, false);
        }
        return journal.write(row(), session.initializeParams().length, true);
    }

    synchronized SessionImage image() {
        return new SessionImage(session, events == null ? List.of() : List.copyOf(events), last);
    }

    /** Takes up a session from the file; its events follow through {@link #loaded}. */
    static KeptSession of(RowFormat.Row row) {
        KeptSession kept = new KeptSession(row.number(), row.session(), row.reserved(), false);
        kept.last = row.reserved();
        kept.evicted = row.reserved();
        return kept;
    }

    /** Takes up the next event from the file. */
    synchronized void loaded(StreamEvent event) {
        ArrayDeque<StreamEvent> kept = events;
        if (kept == null) {
            kept = new ArrayDeque<>();
            events = kept;
            evicted = event.sequence() - 1;
        }
        kept.addLast(event);
        bytes += event.message().length;
        last = Math.max(last, event.sequence());
    }

    long number() {
        return number;
    }

    synchronized SessionRecord session() {
        return session;
    }

    /** Returns the record for somebody who goes on with the session, unless its time is over. */
    synchronized @Nullable SessionRecord claim() {
        claimed = !expired;
        return expired ? null : session;
    }

    /** Returns whether the session goes since nobody has asked for it. */
    synchronized boolean expire() {
        expired = !claimed;
        return expired;
    }

    synchronized Batch put(SessionRecord next, Journal journal) {
        session = next;
        claimed = true;
        return journal.write(row(), next.initializeParams().length, true);
    }

    synchronized Batch remove(Journal journal) {
        events = null;
        evicted = Long.MAX_VALUE;
        return journal.write(file -> file.remove(session.id(), number), 0, true);
    }

    /**
     * Keeps the event, unless an event of its sequence is or was kept; linear only where it comes out of order.
     *
     * @return the batch to wait for; null where there is none
     */
    synchronized @Nullable Batch append(StreamEvent event, DiskLimits limits, Journal journal) {
        if (event.sequence() <= evicted) {
            return null;
        }
        ArrayDeque<StreamEvent> kept = events;
        if (kept == null) {
            kept = new ArrayDeque<>();
            events = kept;
        }
        StreamEvent latest = kept.peekLast();
        if (latest == null || latest.sequence() < event.sequence()) {
            kept.addLast(event);
        } else if (!insert(kept, event)) {
            return null;
        }
        claimed = true;
        last = Math.max(last, event.sequence());
        bytes += event.message().length;
        boolean wait = limits.commitMillis() == 0;
        if (event.sequence() > reserved) {
            reserved = event.sequence() + BLOCK;
            journal.write(row(), session.initializeParams().length, false);
            wait = true;
        }
        EventKey key = new EventKey(number, event.sequence());
        Batch batch = journal.write(file -> file.put(key, event), event.message().length, wait);
        trim(limits, journal);
        return wait || batch.full() ? batch : null;
    }

    /** Lets the oldest events go until the rest fits. */
    synchronized void trim(DiskLimits limits, Journal journal) {
        ArrayDeque<StreamEvent> kept = events;
        if (kept == null) {
            return;
        }
        while (kept.size() > limits.events() || bytes > limits.bytes()) {
            StreamEvent oldest = kept.removeFirst();
            evicted = oldest.sequence();
            bytes -= oldest.message().length;
            EventKey key = new EventKey(number, oldest.sequence());
            journal.write(file -> file.remove(key), 0, false);
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
        return last;
    }

    /** Writes all of it to a file that has none of it. */
    synchronized void writeTo(SessionFile file) {
        row().apply(file);
        if (events != null) {
            events.forEach(event -> file.put(new EventKey(number, event.sequence()), event));
        }
    }

    private Journal.Change row() {
        RowFormat.Row row = new RowFormat.Row(number, reserved, session);
        return file -> file.put(row);
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
