package dev.backplane.session.disk.internal;

import dev.backplane.spi.session.StreamEvent;
import dev.backplane.spi.session.TaskRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the sessions and tasks out of what the files tell. For one thread. */
final class Replay implements Changes.Reader {

    private final Common common = new Common();
    private final Map<Long, KeptSession> sessions = new HashMap<>();
    private final Map<String, TaskRecord> tasks = new HashMap<>();
    private long highestNumber;
    private boolean ended;

    @Override
    public void session(Changes.Row read, boolean afresh) {
        Changes.Row row = new Changes.Row(read.number(), read.reserved(), read.evicted(), common.of(read.session()));
        highestNumber = Math.max(highestNumber, row.number());
        KeptSession known = afresh ? null : sessions.get(row.number());
        if (known == null) {
            sessions.put(row.number(), KeptSession.loaded(row));
        } else {
            known.loadedAgain(row);
        }
    }

    /** Passes over events of sessions that are unknown: they were removed before the snapshot that came first. */
    @Override
    public void event(long number, long evicted, StreamEvent event) {
        KeptSession session = sessions.get(number);
        if (session != null) {
            session.loaded(evicted, event);
        }
    }

    @Override
    public void removal(long number) {
        sessions.remove(number);
    }

    @Override
    public void task(TaskRecord task) {
        tasks.put(task.id(), task);
    }

    @Override
    public void taskRemoval(String id) {
        tasks.remove(id);
    }

    @Override
    public void end() {
        ended = true;
    }

    /** Returns whether a whole snapshot has been read. */
    boolean ended() {
        return ended;
    }

    long highestNumber() {
        return highestNumber;
    }

    List<KeptSession> sessions() {
        sessions.values().forEach(KeptSession::loaded);
        return List.copyOf(sessions.values());
    }

    Collection<TaskRecord> tasks() {
        return tasks.values();
    }
}
