package dev.backplane.slots.internal;

import dev.backplane.spi.session.SessionImage;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.StreamEvent;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStore;
import dev.backplane.spi.session.TaskTable;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A session store that keeps no events. */
final class FakeSessionStore implements SessionStore {

    private final ConcurrentHashMap<String, SessionRecord> sessions = new ConcurrentHashMap<>();
    private final TaskTable tasks = new TaskTable();

    @Override
    public void put(SessionRecord session) {
        sessions.put(session.id(), session);
    }

    @Override
    public @Nullable SessionRecord get(String id) {
        return sessions.get(id);
    }

    @Override
    public boolean remove(String id) {
        tasks.removeAll(TaskRecord.ofSession(id));
        return sessions.remove(id) != null;
    }

    @Override
    public Stream<SessionRecord> sessions() {
        return sessions.values().stream();
    }

    @Override
    public long size() {
        return sessions.size();
    }

    @Override
    public void append(String session, StreamEvent event) {
        // keeps none
    }

    @Override
    public @Nullable List<StreamEvent> eventsAfter(String session, long stream, long afterSequence) {
        return null;
    }

    @Override
    public long lastSequence(String session) {
        return 0;
    }

    @Override
    public @Nullable SessionImage image(String id) {
        SessionRecord session = sessions.get(id);
        return session == null ? null : new SessionImage(session, List.of(), 0);
    }

    @Override
    public void restore(List<SessionImage> images) {
        images.forEach(image -> put(image.session()));
    }

    @Override
    public void clear() {
        sessions.clear();
        tasks.clear();
    }

    @Override
    public TaskStore tasks() {
        return tasks;
    }
}
