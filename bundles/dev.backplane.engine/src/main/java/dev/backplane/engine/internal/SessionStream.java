package dev.backplane.engine.internal;

import dev.backplane.spi.session.StreamEvent;
import dev.backplane.spi.transport.EventStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One event stream of a legacy session, which outlives the connections that carry it: what is sent while none is
 * attached waits in the session store, unless its client cannot come back for it. Guarded by itself; never calls out to code that may call back.
 */
final class SessionStream {

    /** Messages kept for a standing stream that was never opened, or was lost; older ones go. */
    private static final int UNDELIVERED_MAX = 64;

    private static final StreamEvent[] NOTHING = {};

    private final LiveSession session;
    private final long id;

    /** Null while nothing waits, as with all quiet streams. */
    private @Nullable Deque<StreamEvent> undelivered;

    private @Nullable EventStream carrier;
    private boolean finished;

    /** Whether the client knows an event that it can go on from. */
    private boolean resumable;

    /** @param waiting what waits for a connection from a former life of the session */
    SessionStream(LiveSession session, long id, List<StreamEvent> waiting) {
        this.session = session;
        this.id = id;
        undelivered = waiting.isEmpty() ? null : new ArrayDeque<>(waiting);
    }

    long id() {
        return id;
    }

    /** Formats an event's id so that the stream it belongs to can be told from it. */
    static String eventId(StreamEvent event) {
        return event.stream() + "-" + event.sequence();
    }

    /**
     * Goes on after an event, on another connection. What was missed is read and the connection attached in one step, so
     * that an event which comes meanwhile is in the one or goes to the other.
     *
     * @param open opens the connection's stream; called at most once, and only where there is something to go on from
     * @return false if what followed the event is not kept
     */
    synchronized boolean resume(long afterSequence, Supplier<EventStream> open) {
        List<StreamEvent> missed = session.eventsAfter(id, afterSequence);
        if (missed == null) {
            return false;
        }
        resumable = true;
        attach(open.get(), missed);
        return true;
    }

    /** Carries the stream from here on: first the missed events, then what waits, then what comes. */
    synchronized void attach(EventStream next, List<StreamEvent> missed) {
        EventStream former = carrier;
        carrier = next;
        if (id == LiveSession.STANDING) {
            next.onDrain(this::farewell);
        }
        next.onClose(() -> detach(next));
        if (former != null && former != next) {
            former.close();
        }
        for (StreamEvent event : missed) {
            next.send(eventId(event), event.message());
        }
        if (!deliver(next, missed)) {
            carrier = null;
        } else if (finished) {
            finish();
        }
    }

    /** Sends what waits, but for what was sent already; returns false if the connection takes no more. */
    private boolean deliver(EventStream next, List<StreamEvent> sent) {
        Deque<StreamEvent> waiting = undelivered;
        if (waiting == null) {
            return true;
        }
        long last = sent.isEmpty() ? 0 : sent.get(sent.size() - 1).sequence();
        for (StreamEvent event = waiting.peek(); event != null; event = waiting.peek()) {
            if (event.sequence() > last) {
                if (!next.send(eventId(event), event.message())) {
                    return false;
                }
                resumable = true;
            }
            waiting.remove();
        }
        undelivered = null;
        return true;
    }

    /** The connection is about to end, since the server stops: its client is to know where it can go on. */
    private synchronized void farewell() {
        if (!resumable && session.version().atLeast(ProtocolVersion.V2025_11_25)) {
            prime();
        }
    }

    /** Returns what waits for a connection. */
    synchronized StreamEvent[] undelivered() {
        return undelivered == null ? NOTHING : undelivered.toArray(StreamEvent[]::new);
    }

    /** Holds nothing of a connection that has ended. */
    private synchronized void detach(EventStream ended) {
        if (carrier == ended) {
            carrier = null;
        }
    }

    /** Marks a place that the client can come back to. */
    synchronized void prime() {
        send(new byte[0]);
    }

    synchronized boolean attached() {
        return carrier != null && carrier.isOpen();
    }

    synchronized void send(byte[] message) {
        if (carrier != null && !carrier.isResumable()) {
            carrier.send(null, message);
            return;
        }
        if (carrier == null && alreadyWaits(message)) {
            return;
        }
        StreamEvent event = session.keep(id, message);
        if (carrier != null && carrier.send(eventId(event), message)) {
            resumable = true;
            return;
        }
        carrier = null;
        if (id == LiveSession.STANDING) {
            Deque<StreamEvent> waiting = undelivered;
            if (waiting == null) {
                waiting = new ArrayDeque<>(1);
                undelivered = waiting;
            }
            waiting.add(event);
            if (waiting.size() > UNDELIVERED_MAX) {
                waiting.remove();
            }
        }
    }

    /** A notification that waits unseen need not wait twice. */
    private boolean alreadyWaits(byte[] message) {
        return undelivered != null
                && undelivered.stream().anyMatch(waiting -> Arrays.equals(waiting.message(), message));
    }

    /** Ends the carrying connection, if the client may come back for the rest. */
    synchronized void release(long retryMillis) {
        if (carrier != null && carrier.isResumable()) {
            carrier.retry(retryMillis);
            carrier.close();
            carrier = null;
        }
    }

    /** Nothing more comes. */
    synchronized void finish() {
        finished = true;
        if (carrier != null) {
            carrier.close();
            carrier = null;
        }
    }
}
