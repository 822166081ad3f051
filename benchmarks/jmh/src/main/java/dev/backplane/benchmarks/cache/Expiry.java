package dev.backplane.benchmarks.cache;

import dev.backplane.cache.ehcache.internal.EhcacheTier;
import dev.backplane.spi.cache.CacheKey;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts values that live 5 to 15 seconds, then leaves the tier alone until all have gone, and prints how many of those that were there
 * had expired, and what the thread that takes them out spent. Argument: number of values, a million if there is none.
 */
public final class Expiry {

    private static final int LEAST_MILLIS = 5_000;
    private static final int MORE_MILLIS = 10_000;
    private static final int SAMPLE_MILLIS = 20;

    /** With fewer left, those that are due within the next milliseconds are a large share already. */
    private static final int FEW = 100_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Expiry() {}

    public static void main(String[] args) {
        int count = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
        EhcacheTier tier = new EhcacheTier(new Kind.Room(1 << 13, 0, 0));
        Random random = new Random(1);
        long start = System.currentTimeMillis();
        int[] due = new int[1 << 20];
        for (CacheKey key : Keys.of(count, 1)) {
            long live = LEAST_MILLIS + random.nextInt(MORE_MILLIS);
            var value = Keys.value(live);
            due[(int) (value.expires() - start)]++;
            tier.put(key, value);
        }
        System.out.printf("put %d in %d ms%n", count, System.currentTimeMillis() - start);
        double most = 0;
        long late = 0;
        long alive = count;
        int seen = 0;
        long size;
        do {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SAMPLE_MILLIS));
            // first the size: what expires between the two looks is not counted as late
            long now = System.currentTimeMillis();
            size = tier.size();
            for (; seen <= now - start; seen++) {
                alive -= due[seen];
            }
            long expired = Math.max(0, size - alive);
            late = Math.max(late, expired);
            if (size >= FEW) {
                most = Math.max(most, expired / (double) size);
            }
        } while (size > 0);
        System.out.printf(
                "expired ones: at most %d, %.2f %% of those there; the last went %d ms after the first put%n",
                late, 100 * most, System.currentTimeMillis() - start);
        System.out.printf("the thread that takes them out: %.0f ns for each%n", processor() / (double) count);
    }

    private static long processor() {
        long sum = 0;
        for (long id : THREADS.getAllThreadIds()) {
            var info = THREADS.getThreadInfo(id);
            if (info != null && info.getThreadName().startsWith("backplane-cache")) {
                sum += THREADS.getThreadCpuTime(id);
            }
        }
        return sum;
    }
}
