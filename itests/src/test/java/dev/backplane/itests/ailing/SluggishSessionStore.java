package dev.backplane.itests.ailing;

import dev.backplane.spi.session.SessionImage;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.StreamEvent;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStore;
import dev.backplane.spi.session.TaskTable;
import dev.backplane.spi.slot.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Component;

/** A session store with one lock, which a removal holds for long, and which copies all it has for who walks through it. */
@Component(
        service = SessionStore.class,
        immediate = true,
        property = {Slot.SLOT + "=" + Slot.SESSION, Slot.VARIANT + "=sluggish", "service.ranking:Integer=-1000"})
public final class SluggishSessionStore implements SessionStore {
    private static final long REMOVAL_NANOS = 2_000_000;
    private static final int COPIES = 20;

    private final Map<String, SessionImage> images = new HashMap<>();
    private final TaskTable tasks = new TaskTable();

    @Override
    public synchronized void put(SessionRecord session) {
        images.put(session.id(), new SessionImage(session, List.of(), 0));
    }

    @Override
    public synchronized SessionRecord get(String id) {
        SessionImage image = images.get(id);
        return image == null ? null : image.session();
    }

    @Override
    public synchronized boolean remove(String id) {
        LockSupport.parkNanos(REMOVAL_NANOS);
        tasks.removeAll(TaskRecord.ofSession(id));
        return images.remove(id) != null;
    }

    @Override
    public synchronized Stream<SessionRecord> sessions() {
        List<byte[]> copies = new ArrayList<>();
        images.values().forEach(image -> {
            for (int i = 0; i < COPIES; i++) {
                copies.add(image.session().initializeParams().clone());
            }
        });
        return List.copyOf(images.values()).stream().map(SessionImage::session);
    }

    @Override
    public synchronized long size() {
        return images.size();
    }

    @Override
    public void append(String session, StreamEvent event) {
        // keeps no events
    }

    @Override
    public List<StreamEvent> eventsAfter(String session, long stream, long afterSequence) {
        return null;
    }

    @Override
    public long lastSequence(String session) {
        return 0;
    }

    @Override
    public synchronized SessionImage image(String id) {
        return images.get(id);
    }

    @Override
    public synchronized void restore(List<SessionImage> moved) {
        moved.forEach(image -> images.put(image.session().id(), image));
    }

    @Override
    public synchronized void clear() {
        images.clear();
        tasks.clear();
    }

    @Override
    public TaskStore tasks() {
        return tasks;
    }
}
