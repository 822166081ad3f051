package dev.backplane.slots.internal;

import dev.backplane.spi.session.SessionImage;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.StreamEvent;
import dev.backplane.spi.session.TaskStore;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The active session store, whichever it is. A stream goes through the one that is active when it begins; see {@link Visit}. */
final class SessionStoreFacade implements SessionStore {

    private final ActiveSlot<SessionStore> slot;
    private final TaskStoreFacade tasks;

    SessionStoreFacade(ActiveSlot<SessionStore> slot) {
        this.slot = slot;
        this.tasks = new TaskStoreFacade(slot);
    }

    @Override
    public void put(SessionRecord session) {
        write(session.id(), store -> {
            store.put(session);
            return session;
        });
    }

    @Override
    public boolean remove(String id) {
        return write(id, store -> store.remove(id));
    }

    @Override
    public void append(String session, StreamEvent event) {
        write(session, store -> {
            store.append(session, event);
            return event;
        });
    }

    @Override
    public void restore(List<SessionImage> images) {
        write(SessionTransfer.ALL, store -> {
            store.restore(images);
            return images;
        });
    }

    @Override
    public void clear() {
        write(SessionTransfer.ALL, store -> {
            store.clear();
            return store;
        });
    }

    private <R> R write(Object mark, Function<SessionStore, R> call) {
        Tenure<SessionStore> now = slot.enterToWrite();
        try {
            return call.apply(now.service());
        } finally {
            now.wrote(mark);
            now.exit();
        }
    }

    @Override
    public @Nullable SessionRecord get(String id) {
        Tenure<SessionStore> now = slot.enter();
        try {
            return now.service().get(id);
        } finally {
            now.exit();
        }
    }

    @Override
    public @Nullable List<StreamEvent> eventsAfter(String session, long stream, long afterSequence) {
        Tenure<SessionStore> now = slot.enter();
        try {
            return now.service().eventsAfter(session, stream, afterSequence);
        } finally {
            now.exit();
        }
    }

    @Override
    public @Nullable SessionImage image(String id) {
        Tenure<SessionStore> now = slot.enter();
        try {
            return now.service().image(id);
        } finally {
            now.exit();
        }
    }

    @Override
    public long lastSequence(String session) {
        return read(store -> store.lastSequence(session));
    }

    @Override
    public Stream<SessionRecord> sessions() {
        return Visit.of(slot, SessionStore::sessions);
    }

    @Override
    public long size() {
        return read(SessionStore::size);
    }

    @Override
    public TaskStore tasks() {
        return tasks;
    }

    private <R> R read(Function<SessionStore, R> call) {
        Tenure<SessionStore> now = slot.enter();
        try {
            return call.apply(now.service());
        } finally {
            now.exit();
        }
    }
}
