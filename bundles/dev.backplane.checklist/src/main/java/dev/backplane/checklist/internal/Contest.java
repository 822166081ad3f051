package dev.backplane.checklist.internal;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads while another thread writes, to see whether reads wait for writes. */
public final class Contest {

    private static final int READS = 4_096;
    private static final int AT_ONCE = 8;
    private static final long LEAST_NANOS = 1_000_000;
    private static final long MOST_NANOS = 100_000_000;

    private Contest() {}

    /**
     * Returns what 90 of 100 reads stay within, in nanoseconds, to an eighth of which eight at once are timed, while another
     * thread writes. A thread that loses its processor to others is rarer than that. Takes a millisecond; up to a hundred
     * where reads wait, or as long as eight of them.
     */
    public static double p90Nanos(Runnable read, Runnable write) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Thread writer = new Thread(
                () -> {
                    while (!over.get()) {
                        write.run();
                    }
                },
                "backplane-checklist-writer");
        writer.setDaemon(true);
        writer.start();
        double[] times = new double[READS];
        int done = 0;
        try {
            long start = System.nanoTime();
            long now = start;
            while (done < READS && now - start < MOST_NANOS || now - start < LEAST_NANOS) {
                for (int i = 0; i < AT_ONCE; i++) {
                    read.run();
                }
                long end = System.nanoTime();
                times[done % READS] = (double) (end - now) / AT_ONCE;
                done++;
                now = end;
            }
        } finally {
            over.set(true);
            writer.join();
        }
        int counted = Math.min(done, READS);
        Arrays.sort(times, 0, counted);
        return times[Math.min(counted - 1, counted * 9 / 10)];
    }
}
