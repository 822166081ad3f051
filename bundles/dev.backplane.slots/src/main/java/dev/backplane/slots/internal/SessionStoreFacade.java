package dev.backplane.slots.internal;

import dev.backplane.spi.session.SessionImage;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.StreamEvent;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The active session store, whichever it is. */
final class SessionStoreFacade implements SessionStore {

    private final ActiveSlot<SessionStore> slot;

    SessionStoreFacade(ActiveSlot<SessionStore> slot) {
        this.slot = slot;
    }

    @Override
    public void put(SessionRecord session) {
        slot.get().put(session);
    }

    @Override
    public @Nullable SessionRecord get(String id) {
        return slot.get().get(id);
    }

    @Override
    public boolean remove(String id) {
        return slot.get().remove(id);
    }

    @Override
    public Stream<SessionRecord> sessions() {
        return slot.get().sessions();
    }

    @Override
    public long size() {
        return slot.get().size();
    }

    @Override
    public void append(String session, StreamEvent event) {
        slot.get().append(session, event);
    }

    @Override
    public @Nullable List<StreamEvent> eventsAfter(String session, long stream, long afterSequence) {
        return slot.get().eventsAfter(session, stream, afterSequence);
    }

    @Override
    public long lastSequence(String session) {
        return slot.get().lastSequence(session);
    }

    @Override
    public @Nullable SessionImage image(String id) {
        return slot.get().image(id);
    }

    @Override
    public void restore(List<SessionImage> images) {
        slot.get().restore(images);
    }

    @Override
    public void clear() {
        slot.get().clear();
    }
}
