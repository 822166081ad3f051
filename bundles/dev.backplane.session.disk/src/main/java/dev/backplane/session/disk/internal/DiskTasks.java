package dev.backplane.session.disk.internal;

import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStore;
import dev.backplane.spi.session.TaskTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of the store on disk: all of them on the heap, each change in the journal too, in the same order, which this
 * object's monitor sees to. It is never held while the disk is waited for. Thread-safe.
 *
 * <p>{@link #put} and {@link #restore} return once they are committed; a removal is committed with whatever comes next.
 */
final class DiskTasks implements TaskStore {

    /** Changes that are entered at a time where many go. */
    private static final int STEP = 256;

    private final TaskTable table = new TaskTable();
    private final Journal journal;

    DiskTasks(Journal journal) {
        this.journal = journal;
    }

    /** Takes up what the files have told. */
    void loaded(Collection<TaskRecord> tasks) {
        tasks.forEach(table::put);
    }

    /** Streams each task, for a snapshot. */
    Stream<Kept> kept() {
        return table.stream().map(task -> () -> List.of(Changes.task(task)));
    }

    /** @throws DiskSessionException if it cannot be committed; a new task is unknown then */
    @Override
    public void put(TaskRecord task) {
        byte[] change = Changes.task(task);
        Batch batch;
        boolean fresh;
        synchronized (this) {
            fresh = table.get(task.id()) == null;
            table.put(task);
            batch = journal.write(change, true);
        }
        try {
            batch.await();
        } catch (DiskSessionException e) {
            if (fresh) {
                remove(task.id());
            }
            throw e;
        }
    }

    @Override
    public @Nullable TaskRecord get(String id) {
        return table.get(id);
    }

    @Override
    public synchronized boolean remove(String id) {
        boolean removed = table.remove(id);
        if (removed) {
            journal.write(Changes.taskRemoval(id), false);
        }
        return removed;
    }

    /** Forgets the tasks of an owner. */
    synchronized void removeAll(String owner) {
        List<TaskRecord> page = table.page(owner, null, STEP);
        while (!page.isEmpty()) {
            page.forEach(task -> remove(task.id()));
            page = table.page(owner, null, STEP);
        }
    }

    @Override
    public Stream<TaskRecord> stream() {
        return table.stream();
    }

    @Override
    public List<TaskRecord> page(String owner, @Nullable String after, int most) {
        return table.page(owner, after, most);
    }

    @Override
    public long size() {
        return table.size();
    }

    @Override
    public long size(String owner) {
        return table.size(owner);
    }

    /** @throws DiskSessionException if they cannot be committed */
    @Override
    public void restore(List<TaskRecord> tasks) {
        for (TaskRecord task : tasks) {
            byte[] change = Changes.task(task);
            Batch batch;
            synchronized (this) {
                table.put(task);
                batch = journal.write(change, false);
            }
            if (batch.full()) {
                batch.settle();
            }
        }
        if (!tasks.isEmpty()) {
            journal.flush();
        }
    }

    /** Forgets all tasks. */
    void clear() {
        List<String> ids = new ArrayList<>();
        table.stream().forEach(task -> {
            ids.add(task.id());
            if (ids.size() == STEP) {
                ids.forEach(this::remove);
                ids.clear();
            }
        });
        ids.forEach(this::remove);
    }
}
