package dev.backplane.spi.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tasks on the heap, for session stores to build on. Thread-safe. Takes constant time, but for {@link #page}, which is linear
 * in what it returns, and what an owner's tasks cost to keep in order, which grows with the logarithm of their number.
 */
public final class TaskTable implements TaskStore {

    /** An owner's tasks. Changed within the table's {@code compute} for the owner alone. */
    private static final class Owned {
        private final ConcurrentSkipListSet<String> ids = new ConcurrentSkipListSet<>();
        private final AtomicInteger size = new AtomicInteger();
    }

    private final ConcurrentHashMap<String, TaskRecord> tasks = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Owned> owners = new ConcurrentHashMap<>();

    @Override
    public void put(TaskRecord task) {
        tasks.compute(task.id(), (id, known) -> {
            if (known == null || !Objects.equals(known.owner(), task.owner())) {
                if (known != null) {
                    leave(known);
                }
                join(task);
            }
            return task;
        });
    }

    private void join(TaskRecord task) {
        String owner = task.owner();
        if (owner != null) {
            owners.compute(owner, (name, known) -> {
                Owned owned = known == null ? new Owned() : known;
                if (owned.ids.add(task.id())) {
                    owned.size.incrementAndGet();
                }
                return owned;
            });
        }
    }

    private void leave(TaskRecord task) {
        String owner = task.owner();
        if (owner != null) {
            owners.computeIfPresent(owner, (name, owned) -> {
                if (owned.ids.remove(task.id())) {
                    owned.size.decrementAndGet();
                }
                return owned.size.get() == 0 ? null : owned;
            });
        }
    }

    @Override
    public @Nullable TaskRecord get(String id) {
        return tasks.get(id);
    }

    @Override
    public boolean remove(String id) {
        boolean[] removed = {false};
        tasks.computeIfPresent(id, (key, known) -> {
            leave(known);
            removed[0] = true;
            return null;
        });
        return removed[0];
    }

    @Override
    public Stream<TaskRecord> stream() {
        return StreamSupport.stream(
                () -> tasks.values().spliterator(), Spliterator.CONCURRENT | Spliterator.NONNULL, false);
    }

    @Override
    public List<TaskRecord> page(String owner, @Nullable String after, int most) {
        Owned owned = owners.get(owner);
        List<TaskRecord> page = new ArrayList<>();
        if (owned != null && most > 0) {
            for (String id : after == null ? owned.ids : owned.ids.tailSet(after, false)) {
                TaskRecord task = tasks.get(id);
                if (task != null) {
                    page.add(task);
                    if (page.size() == most) {
                        break;
                    }
                }
            }
        }
        return page;
    }

    @Override
    public long size() {
        return tasks.mappingCount();
    }

    @Override
    public long size(String owner) {
        Owned owned = owners.get(owner);
        return owned == null ? 0 : owned.size.get();
    }

    @Override
    public void restore(List<TaskRecord> moved) {
        moved.forEach(this::put);
    }

    /** Forgets all tasks of an owner that are there now, one after the other. */
    public void removeAll(String owner) {
        Owned owned = owners.get(owner);
        if (owned != null) {
            owned.ids.forEach(this::remove);
        }
    }

    /** Forgets all tasks, one after the other. */
    public void clear() {
        tasks.keySet().forEach(this::remove);
    }
}
