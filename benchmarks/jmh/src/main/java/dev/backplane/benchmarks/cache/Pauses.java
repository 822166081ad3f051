package dev.backplane.benchmarks.cache;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/**
 * Prints the longest that one of a million puts took, each of which evicts: by the clock, which counts what else the machine and the
 * collector did meanwhile; by the processor time of the thread, which does not; and the collector's longest pause. Arguments: numbers
 * of entries that there is room for.
 */
public final class Pauses {

    private static final int PUTS = 1_000_000;
    private static final double MILLI = 1e6;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final List<GarbageCollectorMXBean> COLLECTORS =
            ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class);

    /** What was seen so far. */
    private static final class Longest {
        long wall;
        long wallWithoutCollection;
        long processor;
        long collection;
        long collections;
        long over;

        void see(long wallNanos, long processorNanos) {
            long count = 0;
            for (GarbageCollectorMXBean collector : COLLECTORS) {
                count += collector.getCollectionCount();
            }
            boolean collected = count != collections;
            collections = count;
            if (collected) {
                lookAtCollections();
            } else {
                wallWithoutCollection = Math.max(wallWithoutCollection, wallNanos);
            }
            wall = Math.max(wall, wallNanos);
            processor = Math.max(processor, processorNanos);
            over += processorNanos > MILLI ? 1 : 0;
        }

        private void lookAtCollections() {
            for (GarbageCollectorMXBean collector : COLLECTORS) {
                GcInfo last = collector.getLastGcInfo();
                if (last != null) {
                    collection = Math.max(collection, last.getDuration());
                }
            }
        }
    }

    private Pauses() {}

    public static void main(String[] args) {
        System.out.println("collectors: "
                + COLLECTORS.stream().map(GarbageCollectorMXBean::getName).toList());
        System.out.printf(
                "%9s %-10s %10s %14s %12s %14s %10s%n",
                "entries", "kind", "longest", "no collection", "processor", "above 1 ms", "collector");
        for (String entries : args) {
            for (Kind kind : Kind.values()) {
                run(kind, Integer.parseInt(entries));
            }
        }
    }

    private static void run(Kind kind, int entries) {
        Kind.Subject subject = kind.create(entries);
        CachedValue value = Keys.value("tag");
        for (CacheKey key : Keys.of(entries, 1)) {
            subject.put(key, value);
        }
        CacheKey[] keys = Keys.of(PUTS, 2);
        for (CacheKey key : Keys.of(PUTS, 3)) {
            subject.put(key, value);
        }
        Longest longest = new Longest();
        longest.see(0, 0);
        for (CacheKey key : keys) {
            long processor = THREADS.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            subject.put(key, value);
            long wall = System.nanoTime() - start;
            longest.see(wall, THREADS.getCurrentThreadCpuTime() - processor);
        }
        System.out.printf(
                "%9d %-10s %7.2f ms %11.2f ms %9.2f ms %14d %7d ms%n",
                entries,
                kind,
                longest.wall / MILLI,
                longest.wallWithoutCollection / MILLI,
                longest.processor / MILLI,
                longest.over,
                longest.collection);
    }
}
