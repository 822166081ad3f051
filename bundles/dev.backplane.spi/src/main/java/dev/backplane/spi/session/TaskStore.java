package dev.backplane.spi.session;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps tasks: the part of a {@link SessionStore} that they have. Thread-safe. Sets no bounds: who puts tasks in takes them
 * out when their time is over.
 */
@ConsumerType
public interface TaskStore {

    /** Keeps the task, in the place of an earlier record under its id; as safe as a session once this returns. */
    void put(TaskRecord task);

    @Nullable
    TaskRecord get(String id);

    /** Forgets the task. Returns whether it was there. Waits for nothing: after a crash, it may be there once more. */
    boolean remove(String id);

    /** Streams the tasks, lazily and weakly consistently. */
    Stream<TaskRecord> stream();

    /**
     * Returns the tasks of an owner in the order of their ids. Takes time for those that are returned alone.
     *
     * @param owner as {@link TaskRecord#owner()} tells it
     * @param after the id to go on behind; null: from the first
     * @param most how many at most
     */
    List<TaskRecord> page(String owner, @Nullable String after, int most);

    /** Returns the number of tasks. */
    long size();

    /** Returns the number of an owner's tasks. */
    long size(String owner);

    /** Puts tasks, and takes as little time as one {@link #put} would wherever an implementation waits for something. */
    void restore(List<TaskRecord> tasks);
}
