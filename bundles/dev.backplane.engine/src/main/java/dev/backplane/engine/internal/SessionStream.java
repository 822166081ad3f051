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
 * attached waits in the session store. Guarded by itself; never calls out to code that may call back.
 */
final class SessionStream {

    /** Messages kept for a standing stream that was never opened, or was lost; older ones go. */
    private static final int UNDELIVERED_MAX = 64;

    private final LiveSession session;
    private final long id;
    private final Deque<StreamEvent> undelivered = new ArrayDeque<>(0);
    private @Nullable EventStream carrier;
    private boolean finished;

    SessionStream(LiveSession session, long id) {
        this.session = session;
        this.id = id;
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
        attach(open.get(), missed);
        return true;
    }

    /** Carries the stream from here on: first the missed events, then what waits, then what comes. */
    synchronized void attach(EventStream next, List<StreamEvent> missed) {
        EventStream former = carrier;
        carrier = next;
        if (id == LiveSession.STANDING) {
            next.onDrain(() -> {});
        }
        if (former != null && former != next) {
            former.close();
        }
        for (StreamEvent event : missed) {
            next.send(eventId(event), event.message());
            undelivered.removeIf(waiting -> waiting.sequence() == event.sequence());
        }
        while (!undelivered.isEmpty()) {
            StreamEvent event = undelivered.peek();
            if (!next.send(eventId(event), event.message())) {
                carrier = null;
                return;
            }
            undelivered.remove();
        }
        if (finished) {
            finish();
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
        if (carrier == null && alreadyWaits(message)) {
            return;
        }
        StreamEvent event = session.keep(id, message);
        if (carrier != null && carrier.send(eventId(event), message)) {
            return;
        }
        carrier = null;
        if (id == LiveSession.STANDING) {
            undelivered.add(event);
            if (undelivered.size() > UNDELIVERED_MAX) {
                undelivered.remove();
            }
        }
    }

    /** A notification that waits unseen need not wait twice. */
    private boolean alreadyWaits(byte[] message) {
        for (StreamEvent event : undelivered) {
            if (Arrays.equals(event.message(), message)) {
                return true;
            }
        }
        return false;
    }

    /** Ends the carrying connection; the client may come back for the rest. */
    synchronized void release(long retryMillis) {
        if (carrier != null) {
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
