package dev.backplane.engine.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.TaskActivity;
import dev.backplane.spi.session.TaskMonitor;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStatistics;
import dev.backplane.spi.session.TaskStatus;
import dev.backplane.spi.session.TaskStore;
import dev.backplane.spi.slot.SlotEmptyException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps tasks for as long as they live: takes them in within their bounds, has their records in the store, and lets them go when
 * their time is over, for which there is one timer. Thread-safe.
 *
 * <p>A task that runs is in the registry, too. One that the store takes for running and the registry does not know was cut off
 * by the end of the process, or of the engine, and has failed.
 */
final class TaskKeeper implements TaskMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(TaskKeeper.class);

    private static final int PAGE = 256;

    /** When to try again where there is no room: when the next one's time is over, or sooner, as some may end before. */
    private static final long RETRY_MILLIS_MIN = 1_000;

    private static final long RETRY_MILLIS_MAX = 30_000;

    static final String INTERRUPTED = "The task was interrupted by a restart of the platform";

    private final TaskStore store;
    private final Registry registry;
    private final Codec codec;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Supplier<Settings> settings;
    private final TaskBounds bounds = new TaskBounds();
    final TaskCounters counters = new TaskCounters();

    // guarded by this
    private @Nullable Future<?> wake;
    private long wakeAt = Long.MAX_VALUE;

    TaskKeeper(
            TaskStore store,
            Registry registry,
            Codec codec,
            Clock clock,
            ScheduledExecutorService timer,
            Supplier<Settings> settings) {
        this.store = store;
        this.registry = registry;
        this.codec = codec;
        this.clock = clock;
        this.timer = timer;
        this.settings = settings;
    }

    // ---- in ------------------------------------------------------------------------------------------------------

    /**
     * Takes a new task in; the store has it when this returns.
     *
     * @throws ProtocolException if there is no room for it
     */
    void add(TaskRecord task, Entry entry) {
        List<String> gone = new ArrayList<>();
        TaskBounds.Refusal refusal = bounds.admit(task, settings.get().tasks(), gone);
        counters.evicted.add(gone.size());
        gone.forEach(this::drop);
        if (refusal != null) {
            counters.refused.increment();
            throw refused(refusal);
        }
        // It is in the registry first, so that nobody takes it for one that was cut off.
        registry.register(entry);
        try {
            store.put(task);
        } catch (RuntimeException e) {
            registry.unregister(entry);
            bounds.remove(task.id());
            throw e;
        }
        counters.created.increment();
        schedule();
    }

    private ProtocolException refused(TaskBounds.Refusal refusal) {
        Long next = bounds.nextDue();
        long wait = next == null ? 0 : next - clock.millis();
        return new ProtocolException(
                refusal.status(),
                ProtocolException.INTERNAL_ERROR,
                "No room for another task: " + refusal.message(),
                null,
                Math.max(RETRY_MILLIS_MIN, Math.min(wait, RETRY_MILLIS_MAX)));
    }

    // ---- found ---------------------------------------------------------------------------------------------------

    /** Returns the task while it runs; null where it does not, or there is none. */
    @Nullable
    Task running(String id) {
        Entry entry = registry.lookup(new Key(TaskActivity.KIND, id));
        return entry != null && entry.value() instanceof Task task ? task : null;
    }

    /** Returns the task as it is now; null where there is none, or its time is over. */
    @Nullable
    TaskRecord find(String id, @Nullable Task running) {
        TaskRecord task = running == null ? store.get(id) : running.record();
        if (task != null && running == null && !task.status().terminal()) {
            task = now(task);
        }
        return task == null || expired(task) ? null : task;
    }

    /** Returns a page of an owner's tasks as they are now, in the order of their ids. */
    List<TaskRecord> page(String owner, @Nullable String after, int most) {
        List<TaskRecord> page = new ArrayList<>();
        for (TaskRecord task : store.page(owner, after, most)) {
            TaskRecord now = task.status().terminal() ? task : now(task);
            page.add(now == null ? task : now);
        }
        return page;
    }

    boolean expired(TaskRecord task) {
        return !task.expires().isAfter(clock.instant());
    }

    /** Returns what has become of a task that the store took for running. */
    private @Nullable TaskRecord now(TaskRecord seen) {
        Task running = running(seen.id());
        if (running != null) {
            return running.record();
        }
        TaskRecord known = store.get(seen.id());
        if (known == null || known.status().terminal()) {
            return known;
        }
        TaskRecord failed = interrupted(known);
        counters.ended(failed, true);
        save(failed);
        bounds.adopt(failed);
        return failed;
    }

    /** Returns the end of a task that is cut off. */
    TaskRecord interrupted(TaskRecord task) {
        return task.with(TaskStatus.FAILED, INTERRUPTED, clock.instant())
                .withError(TaskWire.error(codec, ProtocolException.INTERNAL_ERROR, INTERRUPTED, null));
    }

    // ---- ended ---------------------------------------------------------------------------------------------------

    /** Takes the end of a task into the store. Returns false if that is not possible now: the sweep tries again. */
    boolean save(TaskRecord ended) {
        try {
            store.put(ended);
        } catch (RuntimeException e) {
            LOG.warn("The end of task {} could not be stored; that is tried again", ended.id(), e);
            return false;
        }
        noteEnd(ended);
        return true;
    }

    private void noteEnd(TaskRecord ended) {
        List<String> gone = new ArrayList<>();
        bounds.finished(ended, settings.get().tasks(), gone);
        counters.evicted.add(gone.size());
        gone.forEach(this::drop);
    }

    /** Takes the ends of all tasks that still run into the store, in one step. */
    void saveAll(List<TaskRecord> ended) {
        try {
            store.restore(ended);
        } catch (RuntimeException e) {
            LOG.warn("The ends of {} tasks could not be stored: they are told after the next start", ended.size(), e);
        }
    }

    /** Forgets the tasks of a session that ends. */
    void forgetOwner(String owner) {
        List<TaskRecord> page = store.page(owner, null, PAGE);
        while (!page.isEmpty()) {
            page.forEach(task -> forget(task.id(), "its session has ended"));
            page = store.page(owner, page.get(page.size() - 1).id(), PAGE);
        }
    }

    private void forget(String id, String reason) {
        bounds.remove(id);
        Task running = running(id);
        if (running != null) {
            running.discard();
            running.cancel(reason);
        }
        drop(id);
    }

    /** Takes a task out of the store. */
    void drop(String id) {
        try {
            store.remove(id);
        } catch (SlotEmptyException e) {
            LOG.debug("Task {} stays in its store until it is looked through again", id, e);
        }
    }

    // ---- time ----------------------------------------------------------------------------------------------------

    /** Sets the one timer to the next end of a time to live. */
    private void schedule() {
        Long next = bounds.nextDue();
        if (next == null) {
            return;
        }
        synchronized (this) {
            if (next >= wakeAt) {
                return;
            }
            if (wake != null) {
                wake.cancel(false);
            }
            wakeAt = next;
            wake = timer.schedule(this::expire, Math.max(0, next - clock.millis()), TimeUnit.MILLISECONDS);
        }
    }

    private void expire() {
        synchronized (this) {
            wakeAt = Long.MAX_VALUE;
            wake = null;
        }
        for (String id : bounds.takeDue(clock.millis())) {
            counters.expired.increment();
            forget(id, "its time to live is over");
        }
        schedule();
    }

    /**
     * Looks through all that is stored, lazily: takes in what it did not know, such as what came with another store or from
     * before a restart; ends what was cut off; and lets go of what is over.
     */
    void sweep() {
        try {
            store.stream().forEach(this::look);
            registry.entries(TaskActivity.KIND).forEach(this::saveAgain);
            schedule();
        } catch (RuntimeException e) {
            LOG.warn("The tasks could not be looked through: {}", e.getMessage(), e);
        }
    }

    private void look(TaskRecord task) {
        if (expired(task)) {
            counters.expired.increment();
            forget(task.id(), "its time to live is over");
            return;
        }
        TaskRecord now = task.status().terminal() ? task : now(task);
        if (now != null) {
            bounds.adopt(now);
        }
    }

    private void saveAgain(Entry entry) {
        if (entry.value() instanceof Task task) {
            TaskRecord record = task.record();
            if (record.status().terminal() && save(record)) {
                registry.unregister(entry);
            }
        }
    }

    @Override
    public TaskStatistics taskStatistics() {
        Map<TaskStatus, Long> kept = new EnumMap<>(TaskStatus.class);
        long[] bytes = {0};
        store.stream().forEach(task -> {
            Task running = task.status().terminal() ? null : running(task.id());
            kept.merge((running == null ? task : running.record()).status(), 1L, Long::sum);
            bytes[0] += TaskBounds.length(task.result()) + TaskBounds.length(task.error());
        });
        return counters.statistics(kept, bytes[0]);
    }
}
