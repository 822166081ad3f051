package dev.backplane.session.disk.internal;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what commits do not wait for, on a thread of its own: forces the log to the medium, makes snapshots, and lets the
 * sessions go that nobody asks for. Thread-safe.
 */
final class Housekeeper {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);
    private static final long FOREVER = Long.MAX_VALUE;

    private final Journal journal;
    private final Supplier<Iterable<Kept>> heap;
    private final Runnable atExpiry;
    private final Thread thread = new Thread(this::run, "backplane-session-disk-housekeeper");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();

    // guarded by lock
    private boolean stopping;
    private boolean grown;
    private CompletableFuture<Void> compacted = new CompletableFuture<>();
    private boolean unforced;
    private long unforcedSince;
    private long syncNanos;
    private long unclaimedNanos;
    private long expiry;

    Housekeeper(Journal journal, DiskLimits limits, Supplier<Iterable<Kept>> heap, Runnable atExpiry) {
        this.journal = journal;
        this.heap = heap;
        this.atExpiry = atExpiry;
        syncNanos = TimeUnit.MILLISECONDS.toNanos(limits.syncMillis());
        unclaimedNanos = TimeUnit.MILLISECONDS.toNanos(limits.unclaimedMillis());
        expiry = System.nanoTime() + unclaimedNanos;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Takes note of a commit, and whether the logs have grown enough for a snapshot. */
    void written(boolean enough) {
        lock.lock();
        try {
            if (!unforced) {
                unforced = true;
                unforcedSince = System.nanoTime();
                work.signal();
            }
            if (enough && !grown) {
                grown = true;
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes a snapshot soon. Returns what completes after it. */
    CompletableFuture<Void> shrink() {
        lock.lock();
        try {
            grown = true;
            work.signal();
            return compacted;
        } finally {
            lock.unlock();
        }
    }

    void configure(DiskLimits next) {
        lock.lock();
        try {
            long unclaimed = TimeUnit.MILLISECONDS.toNanos(next.unclaimedMillis());
            if (expiry != FOREVER) {
                expiry += unclaimed - unclaimedNanos;
            }
            unclaimedNanos = unclaimed;
            syncNanos = TimeUnit.MILLISECONDS.toNanos(next.syncMillis());
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread, a snapshot that is being made included. */
    void stop() {
        lock.lock();
        try {
            stopping = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        Journal.join(thread);
    }

    private void run() {
        while (step()) {
            // one thing that was due after the other
        }
    }

    private boolean step() {
        boolean compact;
        boolean expired;
        CompletableFuture<Void> done;
        lock.lock();
        try {
            long wait = untilDue();
            while (wait > 0) {
                try {
                    work.awaitNanos(wait);
                } catch (InterruptedException e) {
                    LOG.debug("The housekeeper is not to be interrupted, only stopped", e);
                }
                wait = untilDue();
            }
            if (stopping) {
                compacted.complete(null);
                return false;
            }
            compact = grown;
            grown = false;
            done = compacted;
            if (compact) {
                compacted = new CompletableFuture<>();
            }
            expired = expiry != FOREVER && expiry - System.nanoTime() <= 0;
            if (expired) {
                expiry = FOREVER;
            }
        } finally {
            lock.unlock();
        }
        forceWhereDue();
        if (compact) {
            compact();
            done.complete(null);
        }
        if (expired) {
            atExpiry.run();
        }
        return true;
    }

    private long untilDue() {
        if (stopping || grown) {
            return 0;
        }
        long until = expiry == FOREVER ? FOREVER : expiry - System.nanoTime();
        return Math.min(until, untilForce());
    }

    private long untilForce() {
        return unforced ? unforcedSince + syncNanos - System.nanoTime() : FOREVER;
    }

    /** Returns whether to go on with what takes longer. */
    private boolean forceWhereDue() {
        lock.lock();
        try {
            if (stopping) {
                return false;
            }
            if (untilForce() > 0) {
                return true;
            }
            unforced = false;
        } finally {
            lock.unlock();
        }
        SessionLog log = journal.log();
        try {
            log.force();
        } catch (IOException e) {
            if (log == journal.log()) {
                LOG.warn(
                        "{} could not be forced to the medium: it is written anew with the next change",
                        log.directory(),
                        e);
                journal.suspect(log);
            }
        }
        return true;
    }

    private void compact() {
        SessionLog log = journal.log();
        try {
            log.compact(heap.get(), journal::flush, this::forceWhereDue);
        } catch (IOException | RuntimeException e) {
            if (log == journal.log() && !stopping()) {
                LOG.warn("What is no longer in use in {} stays for now", log.directory(), e);
            }
        }
    }

    private boolean stopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }
}
