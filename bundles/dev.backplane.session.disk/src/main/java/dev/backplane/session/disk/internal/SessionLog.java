package dev.backplane.session.disk.internal;

import dev.backplane.spi.session.TaskRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions and tasks on disk: a snapshot, and a log of what has changed since. One thread writes; another forces and makes
 * snapshots, and does not hold the first one up. This object's monitor guards which file is written to.
 *
 * <p>A snapshot is made while changes go on: from then on they go to a new log, so what the heap tells of a session has at
 * least what the former logs have; what the new log repeats does no harm. Once the snapshot is whole and forced to the
 * medium it gets its name, and what is older is deleted.
 */
final class SessionLog {

    private static final Logger LOG = LoggerFactory.getLogger(SessionLog.class);

    /** Below this size the logs are not worth a snapshot; above, they are at twice the size of the last one. */
    private static final long LOGS_BYTES = 32L << 20;

    private final Place place;
    private List<KeptSession> loaded;
    private Collection<TaskRecord> loadedTasks;
    private final long highestNumber;

    // guarded by this
    private LogFile current;
    private long generation;
    private boolean closed;
    private long formerBytes;
    private long enough;

    private SessionLog(Place place, Loading found) {
        this.place = place;
        this.current = found.current();
        this.generation = found.generation();
        this.formerBytes = found.formerBytes();
        this.loaded = found.replay().sessions();
        this.loadedTasks = found.replay().tasks();
        this.highestNumber = found.replay().highestNumber();
        this.enough = LOGS_BYTES;
    }

    /**
     * Opens what is in the directory, which is made where it lacks. Damaged files are set aside, with one error in the log,
     * and empty ones take their place.
     *
     * @throws DiskSessionException if they cannot be used, as when another process has them
     */
    static SessionLog open(Path directory) {
        return taken(directory, SessionLog::open);
    }

    /**
     * Begins anew from the heap.
     *
     * @param moved whether what is in the directory is somebody else's, and is set aside
     * @throws DiskSessionException if it cannot be written
     */
    static SessionLog begin(Path directory, Iterable<Kept> heap, boolean moved) {
        return taken(directory, place -> {
            if (moved && !place.isEmpty()) {
                LOG.warn("There were sessions in {}; they are kept in {}", directory, place.setAside("former"));
            }
            place.deleteBefore(0);
            long generation = place.generation() + 1;
            LogFile log;
            try (LogFile snapshot = Snapshot.write(place.snapshot(generation), heap, () -> true)) {
                snapshot.publish();
                log = LogFile.create(place.log(generation));
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(place.snapshot(generation));
                place.deleteBefore(0);
                throw e;
            }
            place.force();
            place.deleteBefore(generation);
            return new SessionLog(place, new Loading(log, generation, 0, new Replay()));
        });
    }

    /** What is done with a directory. */
    private interface Opening {
        SessionLog in(Place place) throws IOException;
    }

    private static SessionLog taken(Path directory, Opening opening) {
        try {
            Place place = Place.take(directory);
            try {
                return opening.in(place);
            } catch (IOException | RuntimeException e) {
                place.release();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            throw new DiskSessionException("Sessions cannot be kept in " + directory + ": " + e, e);
        }
    }

    private static SessionLog open(Place place) throws IOException {
        try {
            return new SessionLog(place, Loading.from(place));
        } catch (IllegalStateException e) {
            Path aside = place.setAside("damaged");
            LOG.error(
                    "The sessions in {} are lost to their clients. The files are kept in {}",
                    place.directory(),
                    aside,
                    e);
            return new SessionLog(place, Loading.from(place));
        }
    }

    Path directory() {
        return place.directory();
    }

    /** Hands over what the files held when they were opened. */
    List<KeptSession> takeLoaded() {
        List<KeptSession> taken = loaded;
        loaded = List.of();
        return taken;
    }

    /** Hands over the tasks that the files held. */
    Collection<TaskRecord> takeLoadedTasks() {
        Collection<TaskRecord> taken = loadedTasks;
        loadedTasks = List.of();
        return taken;
    }

    /** Returns the highest number that the files know a session by. */
    long highestNumber() {
        return highestNumber;
    }

    /** Hands changes to the operating system, from where they survive the end of the process. */
    synchronized void write(List<byte[]> changes) throws IOException {
        if (closed) {
            throw new IOException(current.path() + " is closed");
        }
        current.append(changes);
    }

    /** Forces what has been written to the medium. */
    void force() throws IOException {
        current().force();
    }

    private synchronized LogFile current() {
        return current;
    }

    /** Returns whether the logs have grown so much that a snapshot takes less, and none is being made. */
    synchronized boolean grown() {
        return formerBytes + current.size() > enough;
    }

    /**
     * Makes a snapshot, so that what is no longer in use takes no room.
     *
     * @param settle makes sure that whatever was entered so far is written
     * @param goOn asked now and then whether to go on
     */
    void compact(Iterable<Kept> heap, Runnable settle, BooleanSupplier goOn) throws IOException {
        long next = generation() + 1;
        try {
            LogFile log = LogFile.create(place.log(next));
            place.force();
            LogFile former = turn(log, next);
            if (former == null) {
                log.close();
                return;
            }
            try (former) {
                former.force();
            }
            try (LogFile snapshot = Snapshot.write(place.snapshot(next), heap, goOn)) {
                settle.run();
                publish(snapshot);
            }
        } catch (IOException | RuntimeException e) {
            giveUp(next);
            throw e;
        }
        place.force();
        place.deleteBefore(next);
    }

    private synchronized long generation() {
        return generation;
    }

    /** From now on, changes go to the next log. Returns the former one; null once it is closed. */
    private synchronized @Nullable LogFile turn(LogFile next, long number) {
        if (closed) {
            return null;
        }
        LogFile former = current;
        formerBytes += former.size();
        next.goOnFrom(former);
        current = next;
        generation = number;
        enough = Long.MAX_VALUE;
        return former;
    }

    /** @throws IOException once it is closed: the directory may be another's by then */
    private synchronized void publish(LogFile snapshot) throws IOException {
        if (closed) {
            throw new IOException(place.directory() + " is no longer in use");
        }
        snapshot.publish();
        formerBytes = 0;
        enough = Math.max(LOGS_BYTES, 2 * snapshot.size());
    }

    /** Goes on with the logs alone, and tries again once they are twice as large. */
    private synchronized void giveUp(long number) throws IOException {
        enough = 2 * (formerBytes + current.size());
        if (!closed) {
            Files.deleteIfExists(LogFile.making(place.snapshot(number)));
        }
    }

    /** Forces it to the medium and closes it. */
    void close() {
        try {
            current().closeInOrder();
        } catch (IOException e) {
            LOG.warn("What was written last to {} may not survive a loss of power", directory(), e);
        }
        abandon();
    }

    /** Closes it at once, as it is. */
    synchronized void abandon() {
        if (!closed) {
            closed = true;
            current.close();
            place.release();
        }
    }

    /** Closes it, if it is not, and deletes all of it. */
    void delete() {
        abandon();
        place.delete();
    }
}
