package dev.backplane.checklist.internal;

import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.CheckResult;
import dev.backplane.spi.check.Measurement;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one check at a time on a thread of its own, within a limit. One that hangs keeps that thread, is not run again before it
 * has ended, and holds up no other. For one thread at a time.
 */
final class Runner {

    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final boolean CPU = THREADS.isCurrentThreadCpuTimeSupported();
    private static final long KEEP_ALIVE_SECONDS = 30;

    private final Clock clock;
    private final Map<String, Run> hanging = new HashMap<>();
    private ExecutorService worker = worker();
    private long cpuNanos;

    Runner(Clock clock) {
        this.clock = clock;
    }

    private static ExecutorService worker() {
        ThreadPoolExecutor worker = new ThreadPoolExecutor(
                1, 1, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "backplane-checklist-check");
                    thread.setDaemon(true);
                    return thread;
                });
        worker.allowCoreThreadTimeOut(true);
        return worker;
    }

    /** One run of a check. Written by its thread, read by others after the end. */
    private static final class Run implements Runnable {
        final CountDownLatch ended = new CountDownLatch(1);
        private final Check check;

        @Nullable
        Measurement measurement;

        @Nullable
        Throwable failure;

        long cpuNanos;

        Run(Check check) {
            this.check = check;
        }

        @Override
        @SuppressWarnings("CatchingUnchecked") // whatever somebody's check throws is its own affair
        public void run() {
            long before = cpu();
            try {
                measurement = check.measure();
            } catch (Throwable e) {
                failure = e;
            } finally {
                cpuNanos = cpu() - before;
                ended.countDown();
            }
        }
    }

    private static long cpu() {
        return CPU ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }

    /** Runs a check that is known under this name, and tells what came of it. */
    CheckResult run(Check check, CheckResult known, long limitMillis) throws InterruptedException {
        Run last = hanging.get(known.id());
        if (last != null) {
            if (last.ended.getCount() > 0) {
                return problem(known, "its last run has not ended", 0);
            }
            hanging.remove(known.id());
        }
        Run run = new Run(check);
        long start = System.nanoTime();
        worker.execute(run);
        boolean ended = false;
        try {
            ended = run.ended.await(limitMillis, TimeUnit.MILLISECONDS);
        } finally {
            if (!ended) {
                hanging.put(known.id(), run);
                worker.shutdownNow();
                worker = worker();
            }
        }
        long took = System.nanoTime() - start;
        if (!ended) {
            LOG.warn("Check {} takes longer than limitMillis = {}", known.id(), limitMillis);
            return problem(known, "took longer than " + limitMillis + " ms", took);
        }
        cpuNanos += run.cpuNanos;
        Measurement measurement = run.measurement;
        if (measurement == null) {
            LOG.debug("Check {} failed", known.id(), run.failure);
            return problem(known, run.failure == null ? "it returned nothing" : text(run.failure), took);
        }
        return new CheckResult(known.id(), known.layer(), known.title(), measurement, null, clock.millis(), took);
    }

    private CheckResult problem(CheckResult known, String problem, long took) {
        return new CheckResult(known.id(), known.layer(), known.title(), null, problem, clock.millis(), took);
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    /** Returns how much processor time checks have taken since this was asked last. */
    long takeCpuNanos() {
        long taken = cpuNanos;
        cpuNanos = 0;
        return taken;
    }

    /** Interrupts what runs. */
    void close() {
        worker.shutdownNow();
    }
}
