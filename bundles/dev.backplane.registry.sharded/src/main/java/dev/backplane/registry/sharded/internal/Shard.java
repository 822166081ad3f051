package dev.backplane.registry.sharded.internal;

import dev.backplane.spi.registry.OwnerIndex;
import java.util.concurrent.locks.ReentrantLock;

/** Some of the owners, and who writes what they have: one thread at a time. */
final class Shard {

    /** Held by the writer. */
    final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    final OwnerIndex owners = new OwnerIndex();

    /** Whether other shards have taken over, so that writing here would be lost. Guarded by the lock. */
    boolean retired;

    /** Entries that the owners have. Changed under the lock, read by all. */
    volatile long size;
}
