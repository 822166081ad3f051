package dev.backplane.checklist.internal.cores;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * What reads by all processors at once cost against reads by one alone. It goes by processor time, so that other work on the
 * machine counts for nothing, and by how often a thread had to wait.
 *
 * @param percent of each processor that is left for reading; 0 where reads wait
 * @param waits how many of 100 reads waited
 * @param cores how many read at once
 */
record Together(double percent, double waits, int cores) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long NANOS = 1_000_000;
    private static final int AT_ONCE = 100;
    private static final int ROUNDS = 3;
    private static final int THREADS_MAX = 8;

    /** More than a thread waits that is held up by the machine now and then. */
    private static final double WAITS_PERCENT = 1;

    /** What a thread has done. */
    private static final class Reader implements Runnable {
        private final Runnable read;
        private long reads;
        private long cpuNanos;
        private long waits;

        Reader(Runnable read) {
            this.read = read;
        }

        @Override
        public void run() {
            long waitsBefore = waited();
            long cpu = THREADS.getCurrentThreadCpuTime();
            while (cpuNanos < NANOS && waits < AT_ONCE) {
                for (int i = 0; i < AT_ONCE; i++) {
                    read.run();
                }
                reads += AT_ONCE;
                cpuNanos = THREADS.getCurrentThreadCpuTime() - cpu;
                waits = waited() - waitsBefore;
            }
        }

        double nanosPerRead() {
            return (double) cpuNanos / reads;
        }
    }

    @SuppressWarnings("deprecation") // its successor is newer than the oldest JVM that this runs on
    private static long waited() {
        ThreadInfo info = THREADS.getThreadInfo(Thread.currentThread().getId());
        return info == null ? 0 : info.getBlockedCount() + info.getWaitedCount();
    }

    /** @param reads the read of each thread, by its number */
    static Together of(IntFunction<Runnable> reads) throws InterruptedException {
        int cores = Math.min(THREADS_MAX, Runtime.getRuntime().availableProcessors());
        double sum = 0;
        double waits = 0;
        for (int i = 0; i < ROUNDS; i++) {
            double alone = run(reads, 1).stream()
                    .mapToDouble(Reader::nanosPerRead)
                    .max()
                    .orElseThrow();
            List<Reader> readers = run(reads, cores);
            double each =
                    readers.stream().mapToDouble(Reader::nanosPerRead).average().orElseThrow();
            sum += Math.min(1, alone / each);
            long waited = readers.stream().mapToLong(reader -> reader.waits).sum();
            long read = readers.stream().mapToLong(reader -> reader.reads).sum();
            waits = Math.max(waits, 100.0 * waited / read);
        }
        return new Together(waits >= WAITS_PERCENT ? 0 : 100 * sum / ROUNDS, waits, cores);
    }

    private static List<Reader> run(IntFunction<Runnable> reads, int count) throws InterruptedException {
        List<Reader> readers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Reader reader = new Reader(reads.apply(i));
            Thread thread = new Thread(reader, "backplane-checklist-reader");
            thread.setDaemon(true);
            readers.add(reader);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        return readers;
    }

    /** Returns what of it waited, for people. */
    String text(String reads, String variant) {
        return String.format(Locale.ROOT, "%.2f %% of %s waited (%s)", waits, reads, variant);
    }
}
