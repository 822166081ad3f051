package dev.backplane.cache.redis.internal;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes sockets whose time is over: what is being read or written there ends at once, however slowly it comes. A time limit of
 * the socket itself begins anew with each byte, and there is none for writing. Thread-safe.
 */
final class Watchdog implements AutoCloseable {

    private final ScheduledThreadPoolExecutor timer;

    Watchdog() {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "backplane-redis-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Closes the socket after that time. To be cancelled. */
    Future<?> over(Socket socket, long nanos) {
        return timer.schedule(() -> shut(socket), nanos, TimeUnit.NANOSECONDS);
    }

    static void shut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more, closed or not
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
