package dev.backplane.checklist.internal;

import java.util.Arrays;

/** Times short operations by doing many of them. */
public final class Timing {

    private static final int BATCHES = 15;
    private static final long ENOUGH_NANOS = 3_000_000;

    private Timing() {}

    /**
     * Returns the median of what one operation takes, over batches of them, in nanoseconds. Takes 3 ms at most, or as long as
     * one batch does. The first third of the batches is not counted where there are as many.
     */
    public static double p50(int operations, Runnable batch) {
        double[] times = new double[BATCHES];
        int done = 0;
        long start = System.nanoTime();
        long now = start;
        while (done < BATCHES && (done == 0 || now - start < ENOUGH_NANOS)) {
            batch.run();
            long end = System.nanoTime();
            times[done++] = (double) (end - now) / operations;
            now = end;
        }
        int cold = done == BATCHES ? BATCHES / 3 : 0;
        Arrays.sort(times, cold, done);
        return times[cold + (done - cold) / 2];
    }

    /** Returns the value that 99 of 100 of these stay within; sorts them. */
    public static long p99(long[] times) {
        Arrays.sort(times);
        return times[Math.min(times.length - 1, times.length * 99 / 100)];
    }
}
