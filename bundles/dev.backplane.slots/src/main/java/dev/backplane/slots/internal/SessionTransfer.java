package dev.backplane.slots.internal;

import dev.backplane.spi.session.SessionImage;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStatus;
import dev.backplane.spi.session.TaskStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Moves session stores: whole sessions, with their events, and tasks. The mark of a session is its id. A session that goes takes
 * its tasks along in both stores, so its mark tells of them.
 */
final class SessionTransfer implements Transfer<SessionStore> {

    /** The mark of a store of which anything may have changed. */
    static final Object ALL = new Object();

    /** The mark of a task. */
    record TaskMark(String id) {}

    /** No id of a real one, which are longer and of hexadecimal digits. */
    private static final String TRIAL = "trial";

    @Override
    public void check(SessionStore newcomer) {
        newcomer.put(new SessionRecord(TRIAL, "", null, new byte[0], false, null, Set.of(), Instant.EPOCH));
        SessionRecord kept = newcomer.get(TRIAL);
        if (kept == null || !kept.id().equals(TRIAL)) {
            throw new IllegalStateException("it does not find a session");
        }
        TaskStore tasks = newcomer.tasks();
        tasks.put(trial());
        if (tasks.get(TRIAL) == null) {
            throw new IllegalStateException("it does not find a task");
        }
        if (!newcomer.remove(TRIAL) || newcomer.get(TRIAL) != null) {
            throw new IllegalStateException("it does not forget a session");
        }
        if (tasks.get(TRIAL) != null) {
            throw new IllegalStateException("it does not forget the tasks of a session");
        }
    }

    private static TaskRecord trial() {
        return new TaskRecord(
                TRIAL, TRIAL, null, "", "", TaskStatus.CANCELLED, null, Instant.EPOCH, Instant.EPOCH, 0, 0, null, null);
    }

    @Override
    public boolean moves() {
        return true;
    }

    @Override
    public long size(SessionStore of) {
        return of.size() + of.tasks().size();
    }

    @Override
    public Stream<?> marks(SessionStore of) {
        return Stream.concat(
                of.sessions().map(SessionRecord::id), of.tasks().stream().map(task -> new TaskMark(task.id())));
    }

    @Override
    public void copy(SessionStore from, SessionStore to, List<?> marks, Runnable moved) {
        List<SessionImage> images = new ArrayList<>(marks.size());
        List<TaskRecord> tasks = new ArrayList<>();
        for (Object mark : marks) {
            if (mark == ALL) {
                to.clear();
                copy(from, to, marks(from).toList(), moved);
                return;
            }
            if (mark instanceof TaskMark known) {
                TaskRecord task = from.tasks().get(known.id());
                if (task == null) {
                    to.tasks().remove(known.id());
                } else {
                    tasks.add(task);
                }
                continue;
            }
            String id = (String) mark;
            SessionImage image = from.image(id);
            if (image == null) {
                to.remove(id);
            } else {
                images.add(image);
            }
        }
        if (!images.isEmpty()) {
            to.restore(images);
        }
        if (!tasks.isEmpty()) {
            to.tasks().restore(tasks);
        }
        moved.run();
    }

    @Override
    public void clear(SessionStore of) {
        of.clear();
    }

    @Override
    public List<?> setAside(SessionStore from) {
        List<Object> aside = new ArrayList<>();
        from.sessions().map(session -> from.image(session.id())).forEach(image -> {
            if (image != null) {
                aside.add(image);
            }
        });
        from.tasks().stream().forEach(aside::add);
        return aside;
    }

    @Override
    public void putBack(List<?> aside, SessionStore to) {
        for (int i = 0; i < aside.size(); i += STEP) {
            List<?> step = aside.subList(i, Math.min(i + STEP, aside.size()));
            to.restore(all(step, SessionImage.class));
            to.tasks().restore(all(step, TaskRecord.class));
        }
    }

    private static <E> List<E> all(List<?> step, Class<E> type) {
        return step.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
