package dev.backplane.benchmarks.cache;

import dev.backplane.cache.ehcache.internal.EhcacheTier;
import dev.backplane.cache.ehcache.internal.Overdue;
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

    /** With fewer than 100,000 left in all 16 parts, those due within the next milliseconds are a large share already. */
    private static final int FEW = 100_000 / 16;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Expiry() {}

    public static void main(String[] args) {
        int count = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
        EhcacheTier tier = new EhcacheTier(new Kind.Room(1 << 13, 0, 0));
        Random random = new Random(1);
        long start = System.currentTimeMillis();
        for (int i = 0; i < count; i++) {
            tier.put(Keys.key(i, 1), Keys.value(LEAST_MILLIS + random.nextInt(MORE_MILLIS)));
        }
        System.out.printf("put %d in %d ms%n", count, System.currentTimeMillis() - start);
        double most = 0;
        long looks = 0;
        for (long size = tier.size(); size > 0; size = tier.size()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SAMPLE_MILLIS));
            Overdue overdue = Overdue.of(tier, (int) looks++);
            if (overdue.entries() >= FEW) {
                most = Math.max(most, overdue.expired() / (double) overdue.entries());
            }
        }
        System.out.printf(
                "expired ones: at most %.3f %% of those there, in %d looks; the last went %d ms after the first put%n",
                100 * most, looks, System.currentTimeMillis() - start);
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
