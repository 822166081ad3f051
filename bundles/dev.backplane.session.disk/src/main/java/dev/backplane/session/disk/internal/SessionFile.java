package dev.backplane.session.disk.internal;

import dev.backplane.spi.session.StreamEvent;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file: an MVStore with one map of sessions and one of events. For one thread at a time, which must not be
 * interrupted while it is in here: that would close the file.
 *
 * <p>MVStore appends each commit as a chunk and finds the last whole one when it opens, so a process that ends while it
 * writes loses that commit alone.
 */
final class SessionFile {

    static final String NAME = "sessions.mv";

    private static final Logger LOG = LoggerFactory.getLogger(SessionFile.class);
    private static final int CACHE_MEGABYTES = 1;

    /** How long chunks that nobody needs stay, so that a loss of power finds whole ones. */
    private static final int RETENTION_MILLIS = 2_000;

    private static final int COMPACT_MILLIS = 20;
    private static final int CLOSE_MILLIS = 200;

    /** Below this size the file is not worth compacting. */
    private static final long COMPACT_BYTES = 4L << 20;

    private final Path path;
    private final MVStore store;
    private final MVMap<String, byte[]> sessions;
    private final MVMap<EventKey, byte[]> events;
    private final List<KeptSession> loaded = new ArrayList<>();
    private long compacted;

    private SessionFile(Path path) {
        this.path = path;
        store = new MVStore.Builder()
                .fileName(path.toString())
                .autoCommitDisabled()
                .autoCommitBufferSize(0)
                .cacheSize(CACHE_MEGABYTES)
                .open();
        try {
            store.setVersionsToKeep(0);
            store.setRetentionTime(RETENTION_MILLIS);
            sessions = store.openMap(
                    "sessions",
                    new MVMap.Builder<String, byte[]>()
                            .keyType(StringDataType.INSTANCE)
                            .valueType(ByteArrayDataType.INSTANCE));
            events = store.openMap(
                    "events",
                    new MVMap.Builder<EventKey, byte[]>()
                            .keyType(new EventKey.Type())
                            .valueType(ByteArrayDataType.INSTANCE));
            load();
        } catch (RuntimeException e) {
            store.closeImmediately();
            throw e;
        }
    }

    /**
     * Opens the file in the directory, which is made where it lacks. A damaged file is set aside, with one error in the
     * log, and an empty one takes its place.
     *
     * @throws DiskSessionException if the file cannot be used, as when another process has it
     */
    static SessionFile open(Path directory) {
        Path path = directory.resolve(NAME);
        try {
            Files.createDirectories(directory);
            try {
                return new SessionFile(path);
            } catch (RuntimeException e) {
                if (!damaged(e)) {
                    throw e;
                }
                Path aside = aside(path, "damaged");
                LOG.error("{} is damaged: its sessions are lost to their clients. It is kept as {}", path, aside, e);
                return new SessionFile(path);
            }
        } catch (IOException | RuntimeException e) {
            throw new DiskSessionException("Sessions cannot be kept in " + path + ": " + e, e);
        }
    }

    /** Moves a file that lies in the directory out of the way. */
    static void clear(Path directory) {
        Path path = directory.resolve(NAME);
        if (Files.exists(path)) {
            try {
                LOG.warn("{} was there already; it is kept as {}", path, aside(path, "former"));
            } catch (IOException e) {
                throw new DiskSessionException("Sessions cannot be kept in " + path + ": " + e, e);
            }
        }
    }

    private static Path aside(Path path, String why) throws IOException {
        int n = 1;
        Path aside;
        do {
            aside = path.resolveSibling(NAME + "." + why + "-" + n++);
        } while (Files.exists(aside));
        return Files.move(path, aside);
    }

    /** Tells a file whose contents are wrong from one that cannot be used now. */
    private static boolean damaged(RuntimeException e) {
        if (!(e instanceof MVStoreException failure)) {
            return true;
        }
        return switch (failure.getErrorCode()) {
            case DataUtils.ERROR_FILE_LOCKED, DataUtils.ERROR_WRITING_FAILED, DataUtils.ERROR_CLOSED -> false;
            case DataUtils.ERROR_READING_FAILED -> e.getCause() instanceof EOFException;
            default -> true;
        };
    }

    private void load() {
        Map<Long, KeptSession> byNumber = new HashMap<>();
        sessions.forEach((id, bytes) -> {
            KeptSession session = KeptSession.of(RowFormat.session(bytes));
            byNumber.put(session.number(), session);
            loaded.add(session);
        });
        events.forEach((key, bytes) -> {
            KeptSession session = byNumber.get(key.session());
            if (session == null) {
                throw new IllegalStateException("Event " + key + " belongs to no session");
            }
            session.loaded(RowFormat.event(key.sequence(), bytes));
        });
    }

    Path path() {
        return path;
    }

    /** Hands over what the file held when it was opened. */
    List<KeptSession> takeLoaded() {
        List<KeptSession> taken = List.copyOf(loaded);
        loaded.clear();
        return taken;
    }

    void put(RowFormat.Row row) {
        sessions.put(row.session().id(), RowFormat.session(row));
    }

    void put(EventKey key, StreamEvent event) {
        events.put(key, RowFormat.event(event));
    }

    void remove(EventKey key) {
        events.remove(key);
    }

    /** Removes a session and its events. */
    void remove(String id, long number) {
        sessions.remove(id);
        EventKey first = new EventKey(number, 0);
        EventKey key = events.ceilingKey(first);
        while (key != null && key.session() == number) {
            events.remove(key);
            key = events.ceilingKey(first);
        }
    }

    /** Replaces all that is in it. */
    void rewrite(Collection<KeptSession> all) {
        loaded.clear();
        sessions.clear();
        events.clear();
        all.forEach(session -> session.writeTo(this));
    }

    /** Hands what has changed to the operating system, from where it survives the end of the process. */
    void commit() {
        store.commit();
        if (store.isClosed()) {
            throw new IllegalStateException(path + " is closed", store.getPanicException());
        }
    }

    /** Forces what is committed to the medium. */
    void sync() {
        store.sync();
    }

    /** Makes the file smaller where it has grown to more than twice its size after the last time. */
    void compact() {
        long size = store.getFileStore().size();
        if (size > Math.max(COMPACT_BYTES, 2 * compacted)) {
            // the first time brings together what is in use, the second gives back the room it took before
            store.compactFile(COMPACT_MILLIS);
            store.compactFile(COMPACT_MILLIS);
            compacted = store.getFileStore().size();
        }
    }

    /** Closes it; what was not committed is lost if it has failed before. */
    void close() {
        try {
            compact();
            store.close(CLOSE_MILLIS);
        } catch (RuntimeException e) {
            LOG.warn("{} could not be closed in order; it is looked through when it is opened again", path, e);
            store.closeImmediately();
        }
    }

    /** Closes and deletes it. */
    void delete() {
        store.closeImmediately();
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("{} is no longer used, but could not be deleted", path, e);
        }
    }

    /** Closes it at once, as it is. */
    void abandon() {
        store.closeImmediately();
    }
}
