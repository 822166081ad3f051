package dev.backplane.slots.internal;

import dev.backplane.spi.slot.SlotEmptyException;
import dev.backplane.spi.slot.SlotState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One slot: the implementations that are there, and which of them is active. Thread-safe. A call costs one volatile
 * read; only where the slot is empty it waits, bounded, for an implementation to come.
 *
 * @param <T> the contract
 */
final class ActiveSlot<T> {

    private static final Logger LOG = LoggerFactory.getLogger(ActiveSlot.class);

    /*
     * What calls read is the tenure: one implementation's time in the slot. A switch makes another tenure and
     * publishes it by one volatile write; calls under way keep the implementation they have read. Everything else is
     * guarded by the lock, which calls take only to wait in an empty slot.
     */

    /** One implementation's time in the slot. */
    private record Tenure<T>(Candidate<T> candidate, long since) {}

    private final String name;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** What is there, in the order of coming. Guarded by the lock. */
    private final List<Candidate<T>> candidates = new ArrayList<>();

    /** The configured variant, or empty. Guarded by the lock. */
    private String preferred;

    /** Guarded by the lock. */
    private boolean ended;

    private volatile long holdMillis;

    /** Null while the slot is empty. Written under the lock. */
    private volatile @Nullable Tenure<T> tenure;

    ActiveSlot(String name, String preferred, long holdMillis, Clock clock) {
        this.name = name;
        this.preferred = preferred;
        this.holdMillis = holdMillis;
        this.clock = clock;
    }

    String name() {
        return name;
    }

    /**
     * Returns the active implementation; waits for one where the slot is empty.
     *
     * @throws SlotEmptyException if none came within the hold time
     */
    T get() {
        Tenure<T> now = tenure;
        return now != null ? now.candidate().service() : await();
    }

    /** Tells whether an implementation is the active one, without waiting. */
    boolean isActive(T implementation) {
        Tenure<T> now = tenure;
        return now != null && now.candidate().service() == implementation;
    }

    /** Adds an implementation. */
    void add(Candidate<T> candidate) {
        lock.lock();
        try {
            candidates.add(candidate);
            choose("came");
        } finally {
            lock.unlock();
        }
    }

    /** Changes the ranking or variant of an implementation, unless it has gone meanwhile. */
    void update(Candidate<T> candidate) {
        lock.lock();
        try {
            if (candidates.removeIf(other -> other.id() == candidate.id())) {
                candidates.add(candidate);
                choose("changed");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes an implementation out; the next best is active when this returns. */
    void remove(long id) {
        lock.lock();
        try {
            if (candidates.removeIf(other -> other.id() == id)) {
                choose("went");
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets what is configured.
     *
     * @param variant to be active whenever it is there; empty: the best of all
     * @param holdMillis how long calls wait for an implementation
     */
    void configure(String variant, long holdMillis) {
        lock.lock();
        try {
            this.holdMillis = holdMillis;
            preferred = variant;
            if (!choose("configured")) {
                warnOfMissing();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Says that no further implementation will come: what is there serves on, and calls in the empty slot fail at once. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Empties the slot for good; calls that wait fail. */
    void close() {
        lock.lock();
        try {
            ended = true;
            candidates.clear();
            choose("closed");
        } finally {
            lock.unlock();
        }
    }

    SlotState state() {
        lock.lock();
        try {
            Tenure<T> now = tenure;
            List<String> variants =
                    candidates.stream().sorted(best()).map(Candidate::variant).toList();
            return now == null
                    ? new SlotState(name, null, variants, 0)
                    : new SlotState(name, now.candidate().variant(), variants, now.since());
        } finally {
            lock.unlock();
        }
    }

    /** Makes the best implementation active, if it is not. Returns whether that was a switch. Called under the lock. */
    private boolean choose(String reason) {
        Candidate<T> best = candidates.stream().min(best()).orElse(null);
        Tenure<T> now = tenure;
        boolean switched = false;
        if (now != null && best != null && now.candidate().id() == best.id()) {
            tenure = new Tenure<>(best, now.since());
        } else if (now != null || best != null) {
            tenure = best == null ? null : new Tenure<>(best, clock.millis());
            log(now == null ? null : now.candidate(), best, reason);
            switched = true;
        }
        changed.signalAll();
        return switched;
    }

    private Comparator<Candidate<T>> best() {
        String first = preferred;
        return Comparator.<Candidate<T>, Boolean>comparing(
                        candidate -> !candidate.variant().equals(first))
                .thenComparing(Comparator.naturalOrder());
    }

    private T await() {
        long hold = holdMillis;
        long nanos = TimeUnit.MILLISECONDS.toNanos(hold);
        lock.lock();
        try {
            while (true) {
                Tenure<T> now = tenure;
                if (now != null) {
                    return now.candidate().service();
                }
                if (ended) {
                    throw new SlotEmptyException(name, "slot " + name + " is empty: the platform is stopping");
                }
                if (nanos <= 0) {
                    throw new SlotEmptyException(
                            name, "slot " + name + " is empty: no implementation came within " + hold + " ms");
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlotEmptyException(name, "slot " + name + " is empty: interrupted while waiting");
        } finally {
            lock.unlock();
        }
    }

    private void log(@Nullable Candidate<T> from, @Nullable Candidate<T> to, String reason) {
        if (to == null) {
            LOG.atLevel(ended ? Level.DEBUG : Level.WARN)
                    .log("Slot {}: empty, {} is gone ({})", name, from == null ? "nothing" : from.variant(), reason);
            return;
        }
        if (from == null) {
            LOG.info("Slot {}: {} is active ({})", name, to.variant(), reason);
        } else {
            LOG.info(
                    "Slot {}: {} is active in the place of {} ({}); state was not carried over",
                    name,
                    to.variant(),
                    from.variant(),
                    reason);
        }
        warnOfMissing();
    }

    /** Called under the lock. */
    private void warnOfMissing() {
        if (!ended && !preferred.isEmpty() && candidates.stream().noneMatch(c -> preferred.equals(c.variant()))) {
            LOG.warn("Slot {}: the configured variant {} is not there", name, preferred);
        }
    }
}
