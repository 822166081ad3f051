package dev.backplane.session.disk.internal;

import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes to the file, in order, on a thread of its own: those that arrive while one batch is being committed
 * make up the next. Thread-safe; {@code lock} guards the batch that is being filled and is never held during writing.
 * The file belongs to the writing thread alone, as an interrupted caller would close it.
 *
 * <p>Where writing fails, the file is opened anew and written from the heap; where that fails too, the batch fails, and
 * the next one begins with another attempt.
 */
final class Journal {

    /** One change of the file. Applying it twice, or after a later state was written, does no harm. */
    interface Change {
        void apply(SessionFile file);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final long FOREVER = Long.MAX_VALUE;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Supplier<Collection<KeptSession>> heap;
    private final Runnable atExpiry;
    private final Thread writer = new Thread(this::run, "backplane-session-disk");

    // guarded by lock
    private Batch filling = new Batch(0);
    private boolean stopping;
    private DiskLimits limits;
    private Path directory;
    private long expiry;

    // of the writing thread
    private SessionFile file;
    private boolean broken;
    private boolean unsynced;
    private long unsyncedSince;

    /**
     * @param directory where the file lies
     * @param file open
     * @param heap all sessions, to write them anew
     * @param atExpiry to run once the time of unclaimed sessions is over, on the writing thread
     */
    Journal(
            Path directory,
            SessionFile file,
            DiskLimits limits,
            Supplier<Collection<KeptSession>> heap,
            Runnable atExpiry) {
        this.directory = directory;
        this.file = file;
        this.limits = limits;
        this.heap = heap;
        this.atExpiry = atExpiry;
        this.expiry = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.unclaimedMillis());
        writer.setDaemon(true);
    }

    void start() {
        writer.start();
    }

    /**
     * Enters a change, which is committed in the order of entry.
     *
     * @param bytes of the message in it
     * @param urgent whether somebody waits: it is committed at once
     */
    Batch write(Change change, long bytes, boolean urgent) {
        lock.lock();
        try {
            if (stopping) {
                Batch late = new Batch(0);
                late.failed(new DiskSessionException("The session store is closed", new IllegalStateException()));
                return late;
            }
            if (filling.changes.isEmpty()) {
                filling = new Batch(System.nanoTime());
                work.signal();
            }
            filling.changes.add(change);
            filling.bytes += bytes;
            if ((urgent && !filling.urgent) || filling.full()) {
                filling.urgent = true;
                work.signal();
            }
            return filling;
        } finally {
            lock.unlock();
        }
    }

    /** Takes new limits; a new directory is moved to before anything else is written. */
    void configure(Path nextDirectory, DiskLimits next) {
        lock.lock();
        try {
            expiry += TimeUnit.MILLISECONDS.toNanos(next.unclaimedMillis() - limits.unclaimedMillis());
            limits = next;
            boolean moves = !nextDirectory.equals(directory);
            directory = nextDirectory;
            if (!moves) {
                work.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        write(now -> move(nextDirectory), 0, true).await();
    }

    /** Commits what has been entered and closes the file. Nothing is written afterwards. */
    void close() {
        lock.lock();
        try {
            stopping = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the writing thread --------------------------------------------------------------------------------------

    private void run() {
        while (step()) {
            // one batch, or one thing that was due
        }
        if (!broken) {
            file.close();
        }
    }

    /** Waits for the next thing to do, and does it. Returns false at the end. */
    private boolean step() {
        Batch batch = null;
        DiskLimits now;
        boolean expired = false;
        boolean end;
        lock.lock();
        try {
            long wait = untilDue();
            while (wait > 0) {
                try {
                    work.awaitNanos(wait);
                } catch (InterruptedException e) {
                    LOG.debug("The session writer is not to be interrupted, only closed", e);
                }
                wait = untilDue();
            }
            now = limits;
            if (untilCommit() <= 0) {
                batch = filling;
                filling = new Batch(0);
            }
            if (expiry != FOREVER && expiry - System.nanoTime() <= 0) {
                expiry = FOREVER;
                expired = true;
            }
            end = stopping && filling.changes.isEmpty();
        } finally {
            lock.unlock();
        }
        if (batch != null) {
            write(batch, now);
        }
        if (expired) {
            atExpiry.run();
        }
        if (unsynced && untilSync(now) <= 0) {
            tidy();
        }
        return !end;
    }

    private long untilDue() {
        if (stopping) {
            return 0;
        }
        long until = Math.min(untilCommit(), untilSync(limits));
        return expiry == FOREVER ? until : Math.min(until, expiry - System.nanoTime());
    }

    private long untilCommit() {
        if (filling.changes.isEmpty()) {
            return FOREVER;
        }
        if (filling.urgent || stopping) {
            return 0;
        }
        return filling.begun + TimeUnit.MILLISECONDS.toNanos(limits.commitMillis()) - System.nanoTime();
    }

    private long untilSync(DiskLimits now) {
        return unsynced ? unsyncedSince + TimeUnit.MILLISECONDS.toNanos(now.syncMillis()) - System.nanoTime() : FOREVER;
    }

    private void write(Batch batch, DiskLimits now) {
        try {
            if (broken) {
                recover(batch);
            } else {
                try {
                    commit(batch, now);
                } catch (RuntimeException e) {
                    LOG.warn("{} is opened anew since it could not be written", file.path(), e);
                    recover(batch);
                }
            }
            batch.succeeded();
        } catch (RuntimeException e) {
            fail(batch, e);
        }
    }

    private void commit(Batch batch, DiskLimits now) {
        batch.changes.forEach(change -> change.apply(file));
        file.commit();
        if (now.syncMillis() == 0) {
            file.sync();
        }
        if (!unsynced) {
            unsynced = true;
            unsyncedSince = System.nanoTime();
        }
    }

    /** Begins anew from the heap, which has all that the batch is about, but maybe not yet entered in its table. */
    private void recover(Batch batch) {
        file.abandon();
        file = SessionFile.open(directory());
        file.rewrite(heap.get());
        batch.changes.forEach(change -> change.apply(file));
        file.commit();
        file.sync();
        unsynced = false;
        if (broken) {
            LOG.info("Sessions are kept in {} again", file.path());
        }
        broken = false;
    }

    private void fail(Batch batch, RuntimeException cause) {
        file.abandon();
        if (!broken) {
            LOG.error("Sessions are not kept for now; each new one tries again: {}", cause.getMessage(), cause);
        }
        broken = true;
        unsynced = false;
        batch.failed(
                cause instanceof DiskSessionException known
                        ? known
                        : new DiskSessionException("Sessions cannot be kept in " + file.path() + ": " + cause, cause));
    }

    /** What can wait: forces the file to the medium, and makes it smaller. */
    private void tidy() {
        try {
            file.sync();
            file.compact();
            unsynced = false;
        } catch (RuntimeException e) {
            LOG.warn("{} could not be synchronized: it is opened anew with the next change", file.path(), e);
            file.abandon();
            broken = true;
            unsynced = false;
        }
    }

    private void move(Path next) {
        SessionFile former = file;
        if (next.resolve(SessionFile.NAME).equals(former.path())) {
            return;
        }
        SessionFile.clear(next);
        SessionFile moved = SessionFile.open(next);
        moved.rewrite(heap.get());
        moved.commit();
        moved.sync();
        file = moved;
        former.delete();
    }

    private Path directory() {
        lock.lock();
        try {
            return directory;
        } finally {
            lock.unlock();
        }
    }
}
