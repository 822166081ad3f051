package dev.backplane.session.disk.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory with the files, which is this process's while it is held. Files are numbered by generations: what the
 * snapshot of one tells, and then the logs from this generation on, is all there is. Thread-safe.
 */
final class Place {

    static final String LOCK = "sessions.lock";
    static final String LOG = "log";
    static final String SNAPSHOT = "snapshot";

    private static final Logger LOGGER = LoggerFactory.getLogger(Place.class);
    private static final Pattern NAME = Pattern.compile("sessions-(\\d{1,18})\\.(log|snapshot)(\\.tmp)?");

    private final Path directory;
    private final FileChannel lock;

    private Place(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Takes the directory, which is made where it lacks. */
    static Place take(Path directory) throws IOException {
        Files.createDirectories(directory);
        FileChannel lock =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new IOException(directory.resolve(LOCK) + " is locked by another process");
            }
            return new Place(directory, lock);
        } catch (OverlappingFileLockException e) {
            lock.close();
            throw new IOException(directory.resolve(LOCK) + " is locked by this process already", e);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    Path directory() {
        return directory;
    }

    Path log(long generation) {
        return file(generation, LOG);
    }

    Path snapshot(long generation) {
        return file(generation, SNAPSHOT);
    }

    private Path file(long generation, String kind) {
        return directory.resolve(String.format("sessions-%08d.%s", generation, kind));
    }

    /** Returns the files of a kind by their generations. */
    NavigableMap<Long, Path> files(String kind) throws IOException {
        NavigableMap<Long, Path> files = new TreeMap<>();
        for (Path file : all()) {
            Matcher name = matcher(file);
            if (name.matches() && name.group(2).equals(kind) && name.group(3) == null) {
                files.put(Long.valueOf(name.group(1)), file);
            }
        }
        return files;
    }

    /** Returns the greatest generation of which there is anything; 0 where there is nothing. */
    long generation() throws IOException {
        long greatest = 0;
        for (Path file : all()) {
            Matcher name = matcher(file);
            if (name.matches()) {
                greatest = Math.max(greatest, Long.parseLong(name.group(1)));
            }
        }
        return greatest;
    }

    private List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> matcher(file).matches()).toList();
        }
    }

    private static Matcher matcher(Path file) {
        return NAME.matcher(file.getFileName().toString());
    }

    /** Deletes what is older than the generation, and what was never whole. */
    void deleteBefore(long generation) throws IOException {
        for (Path file : all()) {
            Matcher name = matcher(file);
            if (name.matches() && (Long.parseLong(name.group(1)) < generation || name.group(3) != null)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Moves all files to a directory of their own. Returns it. */
    Path setAside(String why) throws IOException {
        int n = 1;
        while (Files.exists(directory.resolve(why + "-" + n))) {
            n++;
        }
        Path aside = Files.createDirectory(directory.resolve(why + "-" + n));
        for (Path file : all()) {
            Files.move(file, aside.resolve(file.getFileName()));
        }
        return aside;
    }

    boolean isEmpty() throws IOException {
        return all().isEmpty();
    }

    /** Forces the names of the files to the medium, where the system can do that. */
    void force() {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            LOGGER.debug("{} itself cannot be forced to the medium here", directory, e);
        }
    }

    /** Deletes all files. */
    void delete() {
        try {
            List<Path> files = new ArrayList<>(all());
            files.add(directory.resolve(LOCK));
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOGGER.warn("{} is no longer used, but could not be emptied", directory, e);
        }
    }

    void release() {
        try {
            lock.close();
        } catch (IOException e) {
            LOGGER.warn("{} could not be closed", directory.resolve(LOCK), e);
        }
    }
}
