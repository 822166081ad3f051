package dev.backplane.session.disk.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
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
     * Reads all there is, and deletes what is out of use.
     *
     * @throws IllegalStateException if files are damaged
     */
    static Loading from(Place place) throws IOException {
        Replay replay = new Replay();
        long first = 1;
        Map.Entry<Long, Path> snapshot = place.files(Place.SNAPSHOT).lastEntry();
        if (snapshot != null) {
            first = snapshot.getKey();
            try (LogFile file = LogFile.open(snapshot.getValue())) {
                file.read(replay);
            }
            if (!replay.ended()) {
                throw new IllegalStateException(snapshot.getValue() + " lacks its end");
            }
        }
        Loading found = logs(place, first, replay);
        try {
            place.force();
            place.deleteBefore(first);
            return found;
        } catch (IOException | RuntimeException e) {
            found.current().close();
            throw e;
        }
    }

    private static Loading logs(Place place, long first, Replay replay) throws IOException {
        Deque<Path> logs = new ArrayDeque<>();
        long generation = first;
        for (Map.Entry<Long, Path> log :
                place.files(Place.LOG).tailMap(first, true).entrySet()) {
            if (log.getKey() != generation + logs.size()) {
                throw new IllegalStateException(place.log(generation + logs.size()) + " is missing");
            }
            logs.add(log.getValue());
        }
        if (logs.isEmpty()) {
            return new Loading(LogFile.create(place.log(first)), first, 0, replay);
        }
        long formerBytes = 0;
        LogFile current = LogFile.open(logs.remove());
        try {
            current.read(replay);
            while (!logs.isEmpty()) {
                LogFile next = LogFile.open(logs.peek());
                if (!next.follows(current)) {
                    next.close();
                    break;
                }
                logs.remove();
                generation++;
                formerBytes += current.size();
                next.goOnFrom(current);
                current.close();
                current = next;
                current.read(replay);
            }
            for (Path later : logs) {
                LOG.warn("{} goes, since the end of the log before it is missing", later);
                Files.delete(later);
            }
            return new Loading(current, generation, formerBytes, replay);
        } catch (IOException | RuntimeException e) {
            current.close();
            throw e;
        }
    }
}
