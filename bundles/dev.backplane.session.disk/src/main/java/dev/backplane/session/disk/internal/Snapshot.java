package dev.backplane.session.disk.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Writes all sessions and tasks to a file, each as it is when its turn comes. Stateless. */
final class Snapshot {

    /** What is written and forced at a time, so that the medium has no long queue for others. */
    private static final long STEP_BYTES = 2L << 20;

    private Snapshot() {}

    /**
     * Writes a file that has no name yet, and forces it to the medium.
     *
     * @param goOn asked between steps
     */
    static LogFile write(Path path, Iterable<Kept> heap, BooleanSupplier goOn) throws IOException {
        LogFile file = LogFile.make(path);
        try {
            List<byte[]> changes = new ArrayList<>();
            long bytes = 0;
            for (Kept kept : heap) {
                for (byte[] change : kept.snapshot()) {
                    changes.add(change);
                    bytes += change.length;
                }
                if (bytes > STEP_BYTES) {
                    file.append(changes);
                    file.force();
                    changes.clear();
                    bytes = 0;
                    if (!goOn.getAsBoolean()) {
                        throw new IOException("The session store is being closed");
                    }
                }
            }
            changes.add(Changes.end());
            file.append(changes);
            file.force();
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }
}
