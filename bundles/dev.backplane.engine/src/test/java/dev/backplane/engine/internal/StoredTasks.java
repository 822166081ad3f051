package dev.backplane.engine.internal;

import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStore;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tasks on the heap, in a store that may fail. */
final class StoredTasks implements TaskStore {

    private final TaskStore tasks;
    volatile boolean failing;

    StoredTasks(TaskStore tasks) {
        this.tasks = tasks;
    }

    @Override
    public void put(TaskRecord task) {
        demand();
        tasks.put(task);
    }

    private void demand() {
        if (failing) {
            throw new IllegalStateException("the disk is full");
        }
    }

    @Override
    public @Nullable TaskRecord get(String id) {
        return tasks.get(id);
    }

    @Override
    public boolean remove(String id) {
        return tasks.remove(id);
    }

    @Override
    public Stream<TaskRecord> stream() {
        return tasks.stream();
    }

    @Override
    public List<TaskRecord> page(String owner, @Nullable String after, int most) {
        return tasks.page(owner, after, most);
    }

    @Override
    public long size() {
        return tasks.size();
    }

    @Override
    public long size(String owner) {
        return tasks.size(owner);
    }

    @Override
    public void restore(List<TaskRecord> moved) {
        demand();
        tasks.restore(moved);
    }
}
