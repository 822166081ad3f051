package dev.backplane.cache.hazelcast.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that wait for what the cluster offers to waiting threads alone, so that calls need not wait longer than they may. */
final class Helpers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Helpers.class);

    private static final int THREADS = 8;
    private static final int WAITING_MAX = 10_000;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING_MAX), Helper::new);

    private static final class Helper extends Thread {
        Helper(Runnable task) {
            super(task, "backplane-hazelcast-helper");
            setDaemon(true);
        }
    }

    Helpers() {
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Asks; a helper asks itself, at once.
     *
     * @throws RejectedExecutionException if too much waits already
     */
    <R> CompletionStage<R> ask(Supplier<R> question) {
        return Thread.currentThread() instanceof Helper
                ? CompletableFuture.completedFuture(question.get())
                : CompletableFuture.supplyAsync(question, threads);
    }

    /** Has something done that nobody waits for; it may be left undone. */
    void later(Runnable task) {
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.debug("Something is left undone", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Too much is to be done, or it has ended", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
