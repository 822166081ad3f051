package dev.backplane.spi.cache;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Values that a bundle holds by itself, on this node alone, as the objects that they are: ready-made pages that are sent without
 * being copied, compiled schemas that no bytes could stand for. An OSGi service. The cache shows its figures as those of a
 * namespace, and tells it what to forget; the bundle works the same where there is no cache. Thread-safe; no method waits.
 */
@ConsumerType
public interface HeldValues {

    /** Returns the name of the namespace, as the cache's own are named. */
    String namespace();

    /** Returns how things are now. */
    HeldStatistics statistics();

    /** Forgets what has the tag. */
    void invalidate(String tag);

    /** Forgets all. What is being made meanwhile is not kept either. */
    void clear();
}
