package dev.backplane.spi.session;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A task that runs on this node: the value of its registry entry, whose kind is {@value #KIND} and whose name is the task's
 * id. One that has ended has no entry, only its record in the {@link TaskStore}. Thread-safe.
 */
@ProviderType
public interface TaskActivity {

    /** The kind of the registry entries. */
    String KIND = "task";

    /** Returns the task as it is now, which is newer than what its store has. */
    TaskRecord record();
}
