package dev.backplane.spi.session;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** What people and meters are told of the legacy sessions of this node: an OSGi service. Thread-safe; nothing waits. */
@ProviderType
public interface SessionMonitor {

    /** Returns the counts as they are now. Takes constant time. */
    SessionStatistics statistics();

    /** Returns how an open session is, or null where this node does not know it. Expected constant time. */
    @Nullable
    SessionStatus status(String id);
}
