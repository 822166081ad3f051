package dev.backplane.slots.internal;

import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheWatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who watch what other nodes do to the active tier. They stay through swaps: after each the new tier is watched in the place
 * of the old one, and, where either is shared, they are told that they may have missed something. Thread-safe.
 */
final class TierWatches {

    private static final Logger LOG = LoggerFactory.getLogger(TierWatches.class);

    private final ActiveSlot<CacheTier> slot;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock, as all that follows. */
    private final List<Subscription> all = new ArrayList<>();

    private @Nullable CacheTier watched;

    private boolean shared;

    /** One that watches, and by what. */
    private static final class Subscription {
        private final CacheWatcher watcher;
        private CacheTier.Watch watch = () -> {};

        Subscription(CacheWatcher watcher) {
            this.watcher = watcher;
        }
    }

    TierWatches(ActiveSlot<CacheTier> slot) {
        this.slot = slot;
    }

    CacheTier.Watch add(CacheWatcher watcher) {
        Subscription subscription = new Subscription(watcher);
        lock.lock();
        try {
            all.add(subscription);
            if (watched != null) {
                subscription.watch = watched.watch(watcher);
            }
        } finally {
            lock.unlock();
        }
        return () -> end(subscription);
    }

    private void end(Subscription subscription) {
        lock.lock();
        try {
            if (all.remove(subscription)) {
                close(subscription);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Watches the tier that is active now. */
    void follow() {
        List<CacheWatcher> toTell = new ArrayList<>();
        lock.lock();
        try {
            Tenure<CacheTier> now = slot.tenure();
            CacheTier next = now == null ? null : now.service();
            if (next == watched) {
                return;
            }
            boolean wasShared = shared;
            watched = next;
            shared = next != null && next.shared();
            for (Subscription subscription : all) {
                close(subscription);
                if (next != null) {
                    subscription.watch = next.watch(subscription.watcher);
                }
                if (wasShared || shared) {
                    toTell.add(subscription.watcher);
                }
            }
        } finally {
            lock.unlock();
        }
        toTell.forEach(CacheWatcher::missed);
    }

    private void close(Subscription subscription) {
        try {
            subscription.watch.close();
        } catch (RuntimeException e) {
            LOG.debug("Slot {}: a watch of a tier that has gone", slot.name(), e);
        }
        subscription.watch = () -> {};
    }
}
