package dev.backplane.session.memory.internal;

import dev.backplane.spi.session.SessionImage;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.StreamEvent;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStore;
import dev.backplane.spi.session.TaskTable;
import dev.backplane.spi.slot.Slot;
import java.util.List;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A session store on the heap: what it keeps ends with the bundle. Thread-safe; sessions do not wait for each other,
 * and the events of one are guarded by a lock of its own.
 *
 * <p>Takes constant time, but for {@link #eventsAfter}, which is linear in the events kept for the session.
 */
@Component(
        service = SessionStore.class,
        immediate = true,
        configurationPid = MemorySessionStore.PID,
        property = {Slot.SLOT + "=" + Slot.SESSION, Slot.VARIANT + "=" + MemorySessionStore.VARIANT})
@Designate(ocd = MemoryConfig.class)
public final class MemorySessionStore implements SessionStore {

    static final String PID = "dev.backplane.session.memory";
    static final String VARIANT = "memory";

    private final ConcurrentHashMap<String, HeldSession> sessions = new ConcurrentHashMap<>();
    private final TaskTable tasks = new TaskTable();
    private volatile ReplayLimits limits;

    /** @throws IllegalArgumentException if a value is out of bounds */
    @Activate
    public MemorySessionStore(MemoryConfig config) {
        this(ReplayLimits.of(config));
    }

    MemorySessionStore(ReplayLimits limits) {
        this.limits = limits;
    }

    /** @throws IllegalArgumentException if a value is out of bounds; what was in force stays so */
    @Modified
    void modified(MemoryConfig config) {
        limit(ReplayLimits.of(config));
    }

    /** Sets new limits, to which what is kept already is trimmed. */
    void limit(ReplayLimits next) {
        limits = next;
        sessions.values().forEach(held -> held.trim(next));
    }

    @Override
    public void put(SessionRecord session) {
        sessions.compute(session.id(), (id, held) -> {
            if (held == null) {
                return new HeldSession(session);
            }
            held.session(session);
            return held;
        });
    }

    @Override
    public @Nullable SessionRecord get(String id) {
        HeldSession held = sessions.get(id);
        return held == null ? null : held.session();
    }

    @Override
    public boolean remove(String id) {
        boolean removed = sessions.remove(id) != null;
        tasks.removeAll(TaskRecord.ofSession(id));
        return removed;
    }

    @Override
    public Stream<SessionRecord> sessions() {
        return StreamSupport.stream(
                        () -> sessions.values().spliterator(), Spliterator.CONCURRENT | Spliterator.NONNULL, false)
                .map(HeldSession::session);
    }

    @Override
    public long size() {
        return sessions.mappingCount();
    }

    @Override
    public void append(String session, StreamEvent event) {
        HeldSession held = sessions.get(session);
        if (held != null) {
            // The limits are read under the session's lock, so that no append outlives the trimming to new ones.
            synchronized (held) {
                held.append(event, limits);
            }
        }
    }

    @Override
    public @Nullable List<StreamEvent> eventsAfter(String session, long stream, long afterSequence) {
        HeldSession held = sessions.get(session);
        return held == null ? null : held.after(stream, afterSequence);
    }

    @Override
    public long lastSequence(String session) {
        HeldSession held = sessions.get(session);
        return held == null ? 0 : held.lastSequence();
    }

    @Override
    public @Nullable SessionImage image(String id) {
        HeldSession held = sessions.get(id);
        return held == null ? null : held.image();
    }

    @Override
    public void restore(List<SessionImage> images) {
        for (SessionImage image : images) {
            HeldSession held = new HeldSession(image);
            held.trim(limits);
            sessions.put(image.session().id(), held);
        }
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

    /** Tells whether the session has a buffer of events. */
    boolean buffered(String session) {
        HeldSession held = sessions.get(session);
        return held != null && held.buffered();
    }
}
