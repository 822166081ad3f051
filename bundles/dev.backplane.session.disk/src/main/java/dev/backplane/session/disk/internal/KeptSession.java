package dev.backplane.session.disk.internal;

import dev.backplane.spi.session.EventBuffer;
import dev.backplane.spi.session.SessionImage;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.StreamEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One session with its last events, as the heap has it; each change goes to the journal too, in the same order. Guarded
 * by this object's monitor, which is never held while the disk is waited for.
 *
 * <p>Sequences are reserved on disk in blocks, ahead of their use: whatever of the last events a crash takes along, no
 * sequence is given out twice.
 */
final class KeptSession implements Kept {

    /** Sequences that are reserved at a time. Each block costs one commit that is waited for. */
    static final long BLOCK = 1_024;

    private final long number;
    private SessionRecord session;

    /** Null until there was an event: most sessions have none, and there may be very many. */
    private @Nullable EventBuffer events;

    private long reserved;

    /** Whether the journal knows of it. */
    private boolean entered;

    private boolean removed;

    /** Whether somebody has asked for it since the files were opened. */
    private boolean claimed;

    private KeptSession(long number, SessionRecord session, @Nullable EventBuffer events, long reserved) {
        this.number = number;
        this.session = session;
        this.events = events;
        this.reserved = reserved;
    }

    /** Makes one that neither the journal nor a snapshot has before its first {@link #put} or {@link #restore}. */
    static KeptSession fresh(long number, SessionRecord session) {
        return new KeptSession(number, session, null, BLOCK);
    }

    /** Takes up a session from the file; its events follow through {@link #loaded(long, StreamEvent)}. */
    static KeptSession loaded(Changes.Row row) {
        EventBuffer events = new EventBuffer(row.evicted(), row.reserved());
        KeptSession kept = new KeptSession(row.number(), row.session(), events, row.reserved());
        kept.entered = true;
        return kept;
    }

    /** Takes up the next state of a session from the file. */
    synchronized void loadedAgain(Changes.Row row) {
        session = row.session();
        reserved = Math.max(reserved, row.reserved());
        buffer().evict(row.evicted());
    }

    /** Takes up the next event from the file. */
    synchronized void loaded(long evicted, StreamEvent event) {
        buffer().add(event);
        buffer().evict(evicted);
    }

    /** Ends the loading: whatever of the reserved sequences was given out, none is again. */
    synchronized void loaded() {
        buffer().reach(reserved);
    }

    long number() {
        return number;
    }

    synchronized SessionRecord session() {
        return session;
    }

    /** Returns the record for somebody who goes on with the session; null if it has been removed. */
    synchronized @Nullable SessionRecord claim() {
        claimed = true;
        return removed ? null : session;
    }

    /** Removes it where nobody has asked for it. */
    synchronized @Nullable Batch expire(Journal journal) {
        return claimed ? null : remove(journal, false);
    }

    /** @return the batch to wait for; null if the session has been removed */
    synchronized @Nullable Batch put(SessionRecord next, Journal journal) {
        if (removed) {
            return null;
        }
        session = next;
        claimed = true;
        entered = true;
        return journal.write(Changes.session(row()), true);
    }

    /** @return the batch to wait for; null if the session has been removed already */
    synchronized @Nullable Batch remove(Journal journal, boolean urgent) {
        if (removed) {
            return null;
        }
        removed = true;
        events = new EventBuffer(Long.MAX_VALUE, 0);
        return journal.write(Changes.removal(number), urgent);
    }

    /**
     * Keeps the event, unless an event of its sequence is or was kept; linear only where it comes out of order.
     *
     * @return the batch to wait for; null where there is none
     */
    synchronized @Nullable Batch append(StreamEvent event, DiskLimits limits, Journal journal) {
        EventBuffer kept = buffer();
        if (!kept.add(event)) {
            return null;
        }
        claimed = true;
        boolean wait = limits.commitMillis() == 0;
        if (reserve(event.sequence())) {
            journal.write(Changes.session(row()), false);
            wait = true;
        }
        kept.trim(limits.events(), limits.bytes());
        Batch batch = enter(event, wait, journal);
        return wait || batch.full() ? batch : null;
    }

    /** Lets the oldest events go until the rest fits. */
    synchronized void trim(DiskLimits limits, Journal journal) {
        EventBuffer kept = events;
        if (kept == null) {
            return;
        }
        long before = kept.evicted();
        kept.trim(limits.events(), limits.bytes());
        if (kept.evicted() > before && !removed) {
            journal.write(Changes.session(row()), false);
        }
    }

    /**
     * Becomes what the image says. What the image only adds to what is here is written alone.
     *
     * @return the batch to wait for; null if the session has been removed
     */
    synchronized @Nullable Batch restore(SessionImage image, DiskLimits limits, Journal journal) {
        if (removed) {
            return null;
        }
        claimed = true;
        List<StreamEvent> added = entered ? added(image) : null;
        boolean changed = !same(session, image.session());
        session = image.session();
        if (added == null) {
            EventBuffer all = EventBuffer.of(image);
            all.trim(limits.events(), limits.bytes());
            events = image.lastSequence() == 0 ? null : all;
            reserved = image.lastSequence() + BLOCK;
            entered = true;
            return journal.write(whole(), false);
        }
        if (added.isEmpty() && image.lastSequence() == 0 && events == null) {
            return changed ? journal.write(Changes.session(row()), false) : Batch.NOTHING;
        }
        EventBuffer kept = buffer();
        long evicted = kept.evicted();
        added.forEach(kept::add);
        kept.evict(image.events().isEmpty() ? 0 : image.evicted());
        kept.reach(image.lastSequence());
        kept.trim(limits.events(), limits.bytes());
        Batch batch = Batch.NOTHING;
        if (reserve(kept.last()) | changed | (added.isEmpty() && kept.evicted() > evicted)) {
            batch = journal.write(Changes.session(row()), false);
        }
        for (StreamEvent event : added) {
            batch = enter(event, false, journal);
        }
        return batch;
    }

    /** Returns what the image has after all that is here; null if that is not what the image begins with. */
    private @Nullable List<StreamEvent> added(SessionImage image) {
        List<StreamEvent> here = events();
        List<StreamEvent> there = image.events();
        if (here.isEmpty() || there.isEmpty()) {
            return here.isEmpty() && there.isEmpty() ? List.of() : null;
        }
        long first = there.get(0).sequence();
        int from = 0;
        while (from < here.size() && here.get(from).sequence() < first) {
            from++;
        }
        int common = here.size() - from;
        if (common == 0 || common > there.size()) {
            return null;
        }
        for (int i = 0; i < common; i++) {
            if (!same(here.get(from + i), there.get(i))) {
                return null;
            }
        }
        return there.subList(common, there.size());
    }

    private static boolean same(StreamEvent one, StreamEvent other) {
        return one.sequence() == other.sequence()
                && one.stream() == other.stream()
                && Arrays.equals(one.message(), other.message());
    }

    private static boolean same(SessionRecord one, SessionRecord other) {
        return one.protocolVersion().equals(other.protocolVersion())
                && Objects.equals(one.principal(), other.principal())
                && Arrays.equals(one.initializeParams(), other.initializeParams())
                && one.initialized() == other.initialized()
                && Objects.equals(one.logLevel(), other.logLevel())
                && one.subscriptions().equals(other.subscriptions())
                && one.created().equals(other.created());
    }

    synchronized SessionImage image() {
        return new SessionImage(session, events(), lastSequence());
    }

    synchronized @Nullable List<StreamEvent> after(long stream, long sequence) {
        return events == null ? null : events.after(stream, sequence);
    }

    synchronized long lastSequence() {
        return events == null ? 0 : events.last();
    }

    /** Returns what tells all of it; nothing if the journal has nothing of it, or nothing any more. */
    @Override
    public synchronized List<byte[]> snapshot() {
        return entered && !removed ? whole() : List.of();
    }

    private List<byte[]> whole() {
        return Changes.image(row(), events());
    }

    private Changes.Row row() {
        return new Changes.Row(number, reserved, evicted(), session);
    }

    private EventBuffer buffer() {
        EventBuffer kept = events;
        if (kept == null) {
            kept = new EventBuffer();
            events = kept;
        }
        return kept;
    }

    private List<StreamEvent> events() {
        return events == null ? List.of() : events.events();
    }

    private long evicted() {
        return events == null ? 0 : events.evicted();
    }

    /** Returns whether a block of sequences begins, which the journal is to be told of. */
    private boolean reserve(long sequence) {
        boolean begins = sequence > reserved;
        if (begins) {
            reserved = sequence + BLOCK;
        }
        return begins;
    }

    /** Enters an event; of one that has gone at once only that. */
    private Batch enter(StreamEvent event, boolean urgent, Journal journal) {
        StreamEvent kept =
                event.sequence() > evicted() ? event : new StreamEvent(event.stream(), event.sequence(), new byte[0]);
        return journal.write(Changes.event(number, evicted(), kept), urgent);
    }
}
