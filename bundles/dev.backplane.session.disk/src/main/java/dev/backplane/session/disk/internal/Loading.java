package dev.backplane.session.disk.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was found in a directory.
 *
 * @param current the log to go on with
 * @param generation its number
 * @param formerBytes of the logs between the snapshot and this one
 * @param replay what snapshot and logs told
 */
record Loading(LogFile current, long generation, long formerBytes, Replay replay) {

    private static final Logger LOG = LoggerFactory.getLogger(Loading.class);

    /**
     * Reads all there is, cuts off what a crash has left behind the last whole change, and deletes what is out of use.
     *
     * @throws IllegalStateException if files are damaged
     */
    static Loading from(Place place) throws IOException {
        Replay replay = new Replay();
        long first = 1;
        Map.Entry<Long, Path> snapshot = place.files(Place.SNAPSHOT).lastEntry();
        if (snapshot != null) {
            first = snapshot.getKey();
            if (read(snapshot.getValue(), replay).torn() || !replay.ended()) {
                throw new IllegalStateException(snapshot.getValue() + " is damaged");
            }
        }
        NavigableMap<Long, Path> logs = place.files(Place.LOG).tailMap(first, true);
        long generation = first;
        long formerBytes = 0;
        LogFile.Extent last = null;
        for (Map.Entry<Long, Path> log : logs.entrySet()) {
            if (last != null && last.torn()) {
                LOG.warn("{} goes, since the end of the log before it is missing", log.getValue());
                Files.delete(log.getValue());
                continue;
            }
            if (last != null) {
                formerBytes += last.size();
                generation++;
            }
            if (log.getKey() != generation) {
                throw new IllegalStateException(place.log(generation) + " is missing");
            }
            last = read(log.getValue(), replay);
            if (last.damaged()) {
                throw new IllegalStateException(
                        log.getValue() + " is damaged at " + last.readable() + " of " + last.size());
            }
        }
        LogFile current = open(place.log(generation), last);
        place.force();
        place.deleteBefore(first);
        return new Loading(current, generation, formerBytes, replay);
    }

    private static LogFile open(Path path, LogFile.@Nullable Extent extent) throws IOException {
        if (extent == null) {
            return LogFile.create(path);
        }
        if (extent.torn()) {
            LOG.warn(
                    "{} goes on at {} of {}: what is behind was being written", path, extent.readable(), extent.size());
        }
        return LogFile.reopen(path, extent);
    }

    /** @throws IllegalStateException if what was written there makes no sense */
    private static LogFile.Extent read(Path path, Replay replay) throws IOException {
        try {
            return LogFile.read(path, replay);
        } catch (RuntimeException e) {
            throw new IllegalStateException(path + " is damaged: " + e, e);
        }
    }
}
