package dev.backplane.spi.session;

import java.util.List;

/**
 * All that a store keeps of a session, for another store to go on from.
 *
 * @param events in the order of their sequences
 * @param lastSequence as {@link SessionStore#lastSequence} tells it
 */
public record SessionImage(SessionRecord session, List<StreamEvent> events, long lastSequence) {

    public SessionImage {
        events = List.copyOf(events);
    }

    /** Returns the greatest sequence before what is kept: whatever has it, or a lower one, is not here. */
    public long evicted() {
        return events.isEmpty() ? lastSequence : events.get(0).sequence() - 1;
    }
}
