package dev.backplane.plugin.container.internal.log;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells when a file grows or is replaced: at once the first time, then at most once an interval. One daemon thread waits
 * for the file system's events; closing it ends the thread.
 */
final class LogWatch implements AutoCloseable {

    private static final long JOIN_MILLIS = 2_000;

    private final WatchService watcher;
    private final Path file;
    private final long intervalMillis;
    private final Runnable grown;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /** @throws IOException if the file's folder cannot be watched */
    LogWatch(Path file, long intervalMillis, Runnable grown) throws IOException {
        this.file = file;
        this.intervalMillis = intervalMillis;
        this.grown = grown;
        watcher = file.getFileSystem().newWatchService();
        try {
            file.resolveSibling(".")
                    .normalize()
                    .register(watcher, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        } catch (IOException e) {
            watcher.close();
            throw e;
        }
        thread = new Thread(this::run, "backplane-log-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = watcher.take();
                boolean ours = key.pollEvents().stream()
                        .anyMatch(event -> event.kind() == StandardWatchEventKinds.OVERFLOW
                                || file.getFileName().equals(event.context()));
                if (ours) {
                    grown.run();
                    if (closed.await(intervalMillis, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
                if (!key.reset()) {
                    return;
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            // closed: nobody waits for more
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        watcher.close();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
