package dev.backplane.session.disk.internal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.jspecify.annotations.Nullable;

/**
 * One file of changes, to which is only ever appended: an MVStore with one map, whose keys are numbered through from one
 * log to the next. One thread at a time appends, others may force meanwhile and do not hold it up. None may be interrupted
 * in here: that would close the file.
 *
 * <p>MVStore writes each commit as a chunk behind the last one, and finds the last whole one when it opens, so that what a
 * crash leaves behind is gone. Nothing is compacted, reused or made smaller, for which commits would have to wait.
 */
final class LogFile implements AutoCloseable {

    private static final String MAP = "changes";

    /** What stands under one key at most, unless it is one change. */
    private static final int VALUE_BYTES = 1 << 20;

    /** Each commit writes the last page anew, so it is small. */
    private static final int PAGE_BYTES = 1 << 10;

    private static final int CACHE_MEGABYTES = 1;

    private final Path path;
    private final MVStore store;
    private final MVMap<Long, byte[]> changes;

    /** The key for what comes next. */
    private long next;

    private LogFile(Path path, MVStore store) {
        this.path = path;
        this.store = store;
        store.setReuseSpace(false);
        store.setRetentionTime(Integer.MAX_VALUE);
        store.setVersionsToKeep(0);
        this.changes = store.openMap(
                MAP,
                new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
        Long last = changes.lastKey();
        this.next = last == null ? 0 : last + 1;
    }

    /** Makes a file that is not found under its name before it is {@linkplain #publish published}. */
    static LogFile make(Path path) throws IOException {
        Files.deleteIfExists(making(path));
        return open(path, making(path));
    }

    /** Makes an empty file under its name. */
    static LogFile create(Path path) throws IOException {
        LogFile file = make(path);
        try {
            file.force();
            file.publish();
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Opens a file for reading, and for more.
     *
     * @throws IllegalStateException if it is damaged
     */
    static LogFile open(Path path) throws IOException {
        if (Files.size(path) == 0) {
            throw new IllegalStateException(path + " is empty");
        }
        LogFile file = open(path, path);
        if (file.lacksItsEnd()) {
            file.close();
            throw new IllegalStateException(path + " lacks what was there when it was closed in order");
        }
        return file;
    }

    /** MVStore passes over damage to what came before it; its head tells what was last when it was closed in order. */
    private boolean lacksItsEnd() {
        FileStore<?> file = store.getFileStore();
        Map<String, ?> head = file.getStoreHeader();
        return DataUtils.readHexLong(head, "clean", 0) != 0
                && DataUtils.readHexLong(head, "version", 0) > file.lastChunkVersion();
    }

    private static LogFile open(Path path, Path place) throws IOException {
        @Nullable MVStore store = null;
        try {
            store = new MVStore.Builder()
                    .fileName(place.toString())
                    .autoCommitDisabled()
                    .autoCommitBufferSize(0)
                    .autoCompactFillRate(0)
                    .pageSplitSize(PAGE_BYTES)
                    .cacheSize(CACHE_MEGABYTES)
                    .open();
            return new LogFile(path, store);
        } catch (RuntimeException | StackOverflowError e) {
            if (store != null) {
                store.closeImmediately();
            }
            throw unreadable(place, e);
        }
    }

    /**
     * Tells what is damaged from what cannot be read just now. MVStore may go round in circles in damaged pages.
     *
     * @return what to throw for the latter
     * @throws IllegalStateException for the former
     */
    private static IOException unreadable(Path place, Throwable cause) {
        if (cause instanceof MVStoreException known) {
            boolean damaged = switch (known.getErrorCode()) {
                case DataUtils.ERROR_READING_FAILED -> known.getCause() instanceof EOFException;
                case DataUtils.ERROR_WRITING_FAILED, DataUtils.ERROR_FILE_LOCKED, DataUtils.ERROR_CLOSED -> false;
                default -> true;
            };
            if (!damaged) {
                return new IOException(place + " cannot be read: " + known.getMessage(), known);
            }
        }
        throw new IllegalStateException(place + " is damaged: " + cause, cause);
    }

    /** Returns where a file lies that is not whole yet. */
    static Path making(Path path) {
        return path.resolveSibling(path.getFileName() + ".tmp");
    }

    /** Gives it its name. */
    void publish() throws IOException {
        Files.move(making(path), path, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Hands all there is to the reader.
     *
     * @throws IllegalStateException if it is damaged
     */
    void read(Changes.Reader reader) throws IOException {
        try {
            for (Cursor<Long, byte[]> cursor = changes.cursor(null); cursor.hasNext(); ) {
                cursor.next();
                Changes.read(cursor.getValue(), reader);
            }
        } catch (RuntimeException | StackOverflowError e) {
            throw unreadable(path, e);
        }
    }

    /** Goes on with the numbers of the log before it. */
    void goOnFrom(LogFile former) {
        next = Math.max(next, former.next);
    }

    /** Returns whether nothing is missing between the end of that log and this one. */
    boolean follows(LogFile former) {
        Long first = changes.firstKey();
        return first == null || first == former.next;
    }

    Path path() {
        return path;
    }

    long size() {
        return store.getFileStore().size();
    }

    /** Commits changes together: hands them to the operating system, from where the end of the process cannot take them. */
    void append(List<byte[]> batch) throws IOException {
        try {
            int from = 0;
            long bytes = 0;
            for (int i = 0; i < batch.size(); i++) {
                int more = batch.get(i).length;
                if (bytes > 0 && bytes + more > VALUE_BYTES) {
                    changes.put(next++, Changes.sealed(batch.subList(from, i)));
                    from = i;
                    bytes = 0;
                }
                bytes += more;
            }
            if (bytes > 0) {
                changes.put(next++, Changes.sealed(batch.subList(from, batch.size())));
                store.commit();
            }
        } catch (MVStoreException e) {
            throw new IOException(path + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Forces what has been appended to the medium, from where a loss of power cannot take it. */
    void force() throws IOException {
        try {
            store.sync();
        } catch (MVStoreException e) {
            throw new IOException(path + " cannot be forced to the medium: " + e.getMessage(), e);
        }
    }

    /** Forces it and notes that it is whole, so that damage is not taken for the end of a crash. Closes it. */
    void closeInOrder() throws IOException {
        try {
            store.close();
        } catch (MVStoreException e) {
            throw new IOException(path + " cannot be closed in order: " + e.getMessage(), e);
        } finally {
            store.closeImmediately();
        }
    }

    /** Closes it as it is. */
    @Override
    public void close() {
        store.closeImmediately();
    }
}
