package dev.backplane.spi.session;

import org.osgi.annotation.versioning.ProviderType;

/** What people and meters are told of the tasks: an OSGi service. Thread-safe. */
@ProviderType
public interface TaskMonitor {

    /** Returns the counts as they are now. Goes through all tasks once, without a copy. */
    TaskStatistics taskStatistics();
}
