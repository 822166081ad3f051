package dev.backplane.itests.faulty;

import dev.backplane.spi.session.SessionImage;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.StreamEvent;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStore;
import dev.backplane.spi.session.TaskTable;
import dev.backplane.spi.slot.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Component;

/** A simple session store with faults, without bounds. Thread-safe: an immutable image of each session in one map. */
@Component(
        service = SessionStore.class,
        immediate = true,
        property = {Slot.SLOT + "=" + Slot.SESSION, Slot.VARIANT + "=faulty", "service.ranking:Integer=-10"})
public final class FaultySessionStore implements SessionStore {
    private static final int REAL_ID = 32;

    private final ConcurrentHashMap<String, SessionImage> images = new ConcurrentHashMap<>();
    private final TaskTable tasks = new TaskTable();

    @Override
    public void put(SessionRecord session) {
        if (session.id().length() < REAL_ID) {
            Fault.at(Fault.Step.TRIAL);
        }
        images.compute(
                session.id(),
                (id, now) -> now == null
                        ? new SessionImage(session, List.of(), 0)
                        : new SessionImage(session, now.events(), now.lastSequence()));
    }

    @Override
    public SessionRecord get(String id) {
        SessionImage image = images.get(id);
        return image == null ? null : image.session();
    }

    @Override
    public boolean remove(String id) {
        tasks.removeAll(TaskRecord.ofSession(id));
        return images.remove(id) != null;
    }

    @Override
    public Stream<SessionRecord> sessions() {
        return images.values().stream().map(SessionImage::session);
    }

    @Override
    public long size() {
        Fault.at(Fault.Step.DRAIN);
        return images.size();
    }

    @Override
    public void append(String session, StreamEvent event) {
        Fault.at(Fault.Step.SERVE);
        images.computeIfPresent(session, (id, now) -> {
            List<StreamEvent> events = new ArrayList<>(now.events());
            events.add(event);
            return new SessionImage(now.session(), events, Math.max(now.lastSequence(), event.sequence()));
        });
    }

    @Override
    public List<StreamEvent> eventsAfter(String session, long stream, long afterSequence) {
        SessionImage image = images.get(session);
        if (image == null
                || image.events().stream()
                        .noneMatch(each -> each.stream() == stream && each.sequence() == afterSequence)) {
            return null;
        }
        return image.events().stream()
                .filter(each -> each.stream() == stream && each.sequence() > afterSequence)
                .toList();
    }

    @Override
    public long lastSequence(String session) {
        SessionImage image = images.get(session);
        return image == null ? 0 : image.lastSequence();
    }

    @Override
    public SessionImage image(String id) {
        return images.get(id);
    }

    @Override
    public void restore(List<SessionImage> moved) {
        moved.forEach(image -> {
            if (Fault.at(Fault.Step.COPY)) {
                images.put(image.session().id(), image);
            }
        });
    }

    @Override
    public void clear() {
        if (Fault.at(Fault.Step.CLEAR)) {
            images.clear();
            tasks.clear();
        }
    }

    @Override
    public TaskStore tasks() {
        return tasks;
    }
}
