package dev.backplane.checklist.internal;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Reads while another thread writes, to see whether reads wait for writes. */
public final class Contest {

    private static final int READS = 32;
    private static final long PAUSE_NANOS = 20_000;
    private static final long MOST_NANOS = 100_000_000;

    private Contest() {}

    /**
     * Returns what 90 of 100 reads stay within, in nanoseconds, while another thread writes. There is a pause between two reads, so
     * that each comes at any moment of a write; a thread that loses its processor to others is rarer than one in ten. Takes some
     * milliseconds; up to a hundred, or one read, where reads wait.
     */
    public static double p90Nanos(Runnable read, Runnable write) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        Thread writer = new Thread(
                () -> {
                    begun.countDown();
                    while (!over.get()) {
                        write.run();
                    }
                },
                "backplane-checklist-writer");
        writer.setDaemon(true);
        writer.start();
        long[] times = new long[READS];
        int done = 0;
        try {
            begun.await();
            long start = System.nanoTime();
            while (done < READS && System.nanoTime() - start < MOST_NANOS) {
                LockSupport.parkNanos(PAUSE_NANOS);
                long before = System.nanoTime();
                read.run();
                times[done++] = System.nanoTime() - before;
            }
        } finally {
            over.set(true);
            writer.join();
        }
        Arrays.sort(times, 0, done);
        return done == 0 ? MOST_NANOS : times[Math.min(done - 1, done * 9 / 10)];
    }
}
