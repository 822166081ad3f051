package dev.backplane.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs something on several threads that start together. */
public final class Race {

    private static final long LIMIT_SECONDS = 60;

    /** What a runner does; runners count from 0. */
    public interface Runner {
        void run(int runner) throws Exception;
    }

    private Race() {}

    /** Returns when all runners have finished; throws what the first of them to fail threw. */
    public static void run(int runners, Runner body) throws Exception {
        CyclicBarrier start = new CyclicBarrier(runners);
        ExecutorService threads = Executors.newFixedThreadPool(runners);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < runners; i++) {
                int runner = i;
                ends.add(threads.submit(() -> {
                    start.await();
                    body.run(runner);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        } finally {
            threads.shutdownNow();
        }
    }
}
