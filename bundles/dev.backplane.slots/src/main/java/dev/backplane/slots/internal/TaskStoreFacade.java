package dev.backplane.slots.internal;

import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStore;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tasks of the active session store, whichever it is. A stream goes as {@link Visit} tells. */
final class TaskStoreFacade implements TaskStore {

    private final ActiveSlot<SessionStore> slot;

    TaskStoreFacade(ActiveSlot<SessionStore> slot) {
        this.slot = slot;
    }

    @Override
    public void put(TaskRecord task) {
        write(new SessionTransfer.TaskMark(task.id()), tasks -> {
            tasks.put(task);
            return task;
        });
    }

    @Override
    public boolean remove(String id) {
        return write(new SessionTransfer.TaskMark(id), tasks -> tasks.remove(id));
    }

    @Override
    public void restore(List<TaskRecord> moved) {
        write(SessionTransfer.ALL, tasks -> {
            tasks.restore(moved);
            return moved;
        });
    }

    private <R> R write(Object mark, Function<TaskStore, R> call) {
        Tenure<SessionStore> now = slot.enterToWrite();
        try {
            return call.apply(now.service().tasks());
        } finally {
            now.wrote(mark);
            now.exit();
        }
    }

    @Override
    public @Nullable TaskRecord get(String id) {
        Tenure<SessionStore> now = slot.enter();
        try {
            return now.service().tasks().get(id);
        } finally {
            now.exit();
        }
    }

    @Override
    public Stream<TaskRecord> stream() {
        return Visit.of(slot, store -> store.tasks().stream());
    }

    @Override
    public List<TaskRecord> page(String owner, @Nullable String after, int most) {
        return read(tasks -> tasks.page(owner, after, most));
    }

    @Override
    public long size() {
        return read(TaskStore::size);
    }

    @Override
    public long size(String owner) {
        return read(tasks -> tasks.size(owner));
    }

    private <R> R read(Function<TaskStore, R> call) {
        Tenure<SessionStore> now = slot.enter();
        try {
            return call.apply(now.service().tasks());
        } finally {
            now.exit();
        }
    }
}
