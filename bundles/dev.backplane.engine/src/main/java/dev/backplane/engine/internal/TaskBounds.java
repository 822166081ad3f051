package dev.backplane.engine.internal;

import dev.backplane.spi.session.TaskRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks there are, whose, and which of them goes next: the bounds are kept here, the tasks elsewhere. Guarded by itself;
 * calls nobody. Takes time that grows with the logarithm of the number of tasks.
 */
final class TaskBounds {

    /** Why there is no room for a task, or null. */
    record Refusal(int status, String message) {}

    /** One task. */
    private static final class Held {
        private final String id;
        private final long due;
        private final @Nullable Owned owned;
        private long bytes;
        private boolean finished;

        Held(String id, long due, @Nullable Owned owned) {
            this.id = id;
            this.due = due;
            this.owned = owned;
        }
    }

    /** The tasks of one caller. */
    private static final class Owned {
        private final String owner;
        private int size;
        private final LinkedHashSet<Held> finished = new LinkedHashSet<>();

        Owned(String owner) {
            this.owner = owner;
        }
    }

    private final Map<String, Held> all = new HashMap<>();
    private final Map<String, Owned> owners = new HashMap<>();

    /** By the end of their time to live. */
    private final TreeSet<Held> dues =
            new TreeSet<>(Comparator.comparingLong((Held held) -> held.due).thenComparing(held -> held.id));

    /** In the order in which they finished. */
    private final LinkedHashSet<Held> finished = new LinkedHashSet<>();

    private long bytes;

    /**
     * Takes a new task in, where there is room for it, or where there is some once others have gone.
     *
     * @param gone takes the ids of those that have to go for it
     * @return null if it is in
     */
    synchronized @Nullable Refusal admit(TaskRecord task, Settings.Tasks limits, List<String> gone) {
        int running = all.size() - finished.size();
        if (running >= limits.running()) {
            return new Refusal(503, limits.running() + " (tasksRunningMax) run already");
        }
        String owner = task.owner();
        Owned owned = owner == null ? null : owners.get(owner);
        if (owned != null && owned.size >= limits.perCaller()) {
            if (!limits.evict() || owned.finished.isEmpty()) {
                return new Refusal(429, limits.perCaller() + " (tasksPerCallerMax) of this caller are kept already");
            }
            evict(owned.finished, gone);
        }
        if (all.size() >= limits.max()) {
            if (!limits.evict() || finished.isEmpty()) {
                return new Refusal(503, limits.max() + " (tasksMax) are kept already");
            }
            evict(finished, gone);
        }
        if (bytes >= limits.bytes() && !limits.evict()) {
            return new Refusal(503, "their results have " + limits.bytes() + " bytes (taskBytesMax) already");
        }
        add(task);
        return null;
    }

    private void evict(LinkedHashSet<Held> among, List<String> gone) {
        Held oldest = among.iterator().next();
        gone.add(oldest.id);
        remove(oldest.id);
    }

    private Held add(TaskRecord task) {
        String owner = task.owner();
        Owned owned = owner == null ? null : owners.computeIfAbsent(owner, Owned::new);
        Held held = new Held(task.id(), task.expires().toEpochMilli(), owned);
        all.put(held.id, held);
        dues.add(held);
        if (owned != null) {
            owned.size++;
        }
        return held;
    }

    /** Takes a task in that is there already. Returns false if it was in. */
    synchronized boolean adopt(TaskRecord task) {
        if (all.containsKey(task.id())) {
            return false;
        }
        finish(add(task), task);
        return true;
    }

    /**
     * Takes note of the end of a task.
     *
     * @param gone takes the ids of those whose results are too much now
     */
    synchronized void finished(TaskRecord task, Settings.Tasks limits, List<String> gone) {
        Held held = all.get(task.id());
        if (held == null || held.finished) {
            return;
        }
        finish(held, task);
        while (limits.evict() && bytes > limits.bytes() && finished.size() > 1) {
            evict(finished, gone);
        }
    }

    private void finish(Held held, TaskRecord task) {
        if (!task.status().terminal()) {
            return;
        }
        held.finished = true;
        held.bytes = length(task.result()) + length(task.error());
        bytes += held.bytes;
        finished.add(held);
        if (held.owned != null) {
            held.owned.finished.add(held);
        }
    }

    static long length(byte @Nullable [] json) {
        return json == null ? 0 : json.length;
    }

    /** Forgets a task. Returns false if it was not in. */
    synchronized boolean remove(String id) {
        Held held = all.remove(id);
        if (held == null) {
            return false;
        }
        dues.remove(held);
        if (held.finished) {
            finished.remove(held);
            bytes -= held.bytes;
        }
        Owned owned = held.owned;
        if (owned != null) {
            owned.finished.remove(held);
            owned.size--;
            if (owned.size == 0) {
                owners.remove(owned.owner);
            }
        }
        return true;
    }

    /** Returns when the next task's time to live is over, in milliseconds since the epoch; null while there is none. */
    synchronized @Nullable Long nextDue() {
        return dues.isEmpty() ? null : dues.first().due;
    }

    /** Takes out those whose time to live is over, and returns their ids. */
    synchronized List<String> takeDue(long now) {
        List<String> due = new ArrayList<>();
        while (!dues.isEmpty() && dues.first().due <= now) {
            String id = dues.first().id;
            due.add(id);
            remove(id);
        }
        return due;
    }

    synchronized int size() {
        return all.size();
    }
}
