package dev.backplane.session.disk.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes to the log, in order, on a thread of its own: those that arrive while one batch is being committed make
 * up the next. Thread-safe; {@code lock} guards the batch that is being filled and is never held during writing. The files
 * belong to the store's own threads alone, as an interrupted caller would close them. What takes time, forcing and
 * snapshots, is the {@link Housekeeper}'s.
 *
 * <p>Where writing fails, the log is begun anew from the heap; where that fails too, the batch fails, and the next one
 * begins with another attempt.
 */
final class Journal {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final long FOREVER = Long.MAX_VALUE;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Supplier<Iterable<Kept>> heap;
    private final Thread writer = new Thread(this::run, "backplane-session-disk");
    private final Housekeeper housekeeper;

    // guarded by lock
    private Batch filling = new Batch(0);
    private boolean stopping;
    private DiskLimits limits;
    private Path directory;

    /** Replaced by the writing thread alone. */
    private volatile SessionLog log;

    /** One that could not be forced, and is no longer written to. */
    private volatile @Nullable SessionLog suspect;

    // of the writing thread
    private boolean broken;

    /**
     * @param log open
     * @param heap all there is, to write it anew
     * @param atExpiry to run once the time of unclaimed sessions is over
     */
    Journal(SessionLog log, DiskLimits limits, Supplier<Iterable<Kept>> heap, Runnable atExpiry) {
        this.directory = log.directory();
        this.log = log;
        this.limits = limits;
        this.heap = heap;
        this.housekeeper = new Housekeeper(this, limits, heap, atExpiry);
        writer.setDaemon(true);
    }

    void start() {
        writer.start();
        housekeeper.start();
    }

    SessionLog log() {
        return log;
    }

    /**
     * Enters a change, which is committed in the order of entry.
     *
     * @param urgent whether somebody waits: it is committed at once
     */
    Batch write(byte[] change, boolean urgent) {
        return write(List.of(change), urgent);
    }

    /** Enters changes that are committed together. */
    Batch write(List<byte[]> changes, boolean urgent) {
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
            for (byte[] change : changes) {
                filling.changes.add(change);
                filling.bytes += change.length;
            }
            if ((urgent && !filling.urgent) || filling.full()) {
                filling.urgent = true;
                work.signal();
            }
            return filling;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until whatever has been entered is committed.
     *
     * @throws DiskSessionException if it cannot be
     */
    void flush() {
        write(Changes.NOTHING, true).await();
    }

    /** Makes the files small soon. Returns what completes after it. */
    CompletableFuture<Void> shrink() {
        return housekeeper.shrink();
    }

    /** Lets the next change begin anew, as the log could not be forced to the medium. */
    void suspect(SessionLog failed) {
        suspect = failed;
    }

    /**
     * Takes new limits, and moves to another directory.
     *
     * @throws DiskSessionException if it cannot be moved to
     */
    void configure(Path nextDirectory, DiskLimits next) {
        housekeeper.configure(next);
        lock.lock();
        try {
            limits = next;
            directory = nextDirectory;
            work.signal();
        } finally {
            lock.unlock();
        }
        flush();
    }

    /** Commits what has been entered and closes the files. Nothing is written afterwards. */
    void close() {
        lock.lock();
        try {
            stopping = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        join(writer);
        housekeeper.stop();
        log.close();
    }

    /** Waits for a thread to end, even where this one is interrupted: two would use the files otherwise. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
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
            // one batch after the other
        }
    }

    /** Waits for the next batch, and writes it. Returns false at the end. */
    private boolean step() {
        Batch batch;
        DiskLimits now;
        Path wanted;
        boolean end;
        lock.lock();
        try {
            long wait = untilCommit();
            while (wait > 0) {
                try {
                    work.awaitNanos(wait);
                } catch (InterruptedException e) {
                    LOG.debug("The session writer is not to be interrupted, only closed", e);
                }
                wait = untilCommit();
            }
            now = limits;
            wanted = directory;
            batch = filling;
            filling = new Batch(0);
            end = stopping;
        } finally {
            lock.unlock();
        }
        if (!batch.changes.isEmpty()) {
            write(batch, now, wanted);
        }
        return !end;
    }

    private long untilCommit() {
        if (stopping) {
            return 0;
        }
        if (filling.changes.isEmpty()) {
            return FOREVER;
        }
        if (filling.urgent) {
            return 0;
        }
        return filling.begun + TimeUnit.MILLISECONDS.toNanos(limits.commitMillis()) - System.nanoTime();
    }

    private void write(Batch batch, DiskLimits now, Path wanted) {
        try {
            if (broken || suspect == log || !wanted.equals(log.directory())) {
                beginAnew(batch, wanted);
            } else {
                try {
                    commit(batch, now);
                } catch (IOException e) {
                    LOG.warn("The sessions in {} are written anew since they could not be added to", wanted, e);
                    beginAnew(batch, wanted);
                }
            }
            batch.succeeded();
        } catch (IOException | RuntimeException e) {
            fail(batch, wanted, e);
        }
    }

    private void commit(Batch batch, DiskLimits now) throws IOException {
        log.write(batch.changes);
        if (now.syncMillis() == 0) {
            log.force();
        }
        housekeeper.written(log.grown());
    }

    /** Writes all from the heap, which has all that the batch is about. */
    private void beginAnew(Batch batch, Path wanted) throws IOException {
        SessionLog former = log;
        boolean moved = !wanted.equals(former.directory());
        if (!moved) {
            former.abandon();
        }
        SessionLog next = SessionLog.begin(wanted, heap.get(), moved);
        try {
            next.write(batch.changes);
            next.force();
        } catch (IOException | RuntimeException e) {
            next.abandon();
            throw e;
        }
        log = next;
        suspect = null;
        if (moved) {
            former.delete();
        }
        if (broken) {
            LOG.info("Sessions are kept in {} again", wanted);
        }
        broken = false;
    }

    private void fail(Batch batch, Path wanted, Exception cause) {
        if (!broken) {
            LOG.error("Sessions are not kept for now; each new one tries again: {}", cause.getMessage(), cause);
        }
        broken = true;
        batch.failed(
                cause instanceof DiskSessionException known
                        ? known
                        : new DiskSessionException("Sessions cannot be kept in " + wanted + ": " + cause, cause));
    }
}
