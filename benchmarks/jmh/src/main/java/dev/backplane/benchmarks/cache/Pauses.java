package dev.backplane.benchmarks.cache;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Prints how long each of a million puts took, each of which evicts: by the clock; by the clock without what the thread waited for a
 * processor and what the JVM stood still; and by the processor time of the thread. Then the same of a million puts into what is empty
 * at first. Linux alone. Arguments: numbers of entries that there is room for.
 */
public final class Pauses {

    private static final int PUTS = 1_000_000;

    /** Puts that took longer are looked at one by one. */
    private static final long SLOW_NANOS = 500_000;

    private static final double MILLI = 1e6;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** A slow put. */
    private record Slow(long begin, long wall, long waited) {}

    private Pauses() {}

    public static void main(String[] args) throws Exception {
        System.out.printf(
                "| a million puts | of | longest | above 1, 5 ms | waited for a processor | the JVM stood still |"
                        + " the put's own, longest | processor, longest |%n|---|---|---|---|---|---|---|---|%n");
        try (StandStills stills = StandStills.watch();
                RunQueue queue = new RunQueue()) {
            for (String text : args) {
                int entries = Integer.parseInt(text);
                for (Kind kind : List.of(Kind.tier, Kind.ehcache, Kind.caffeine)) {
                    Kind.Subject subject = kind.create(entries);
                    for (int i = 0; i < Math.max(entries, PUTS / 4); i++) {
                        subject.put(Keys.key(i, 1), Keys.value("tag"));
                    }
                    run("that evict, of %,d entries".formatted(entries), kind, subject, stills, queue);
                }
            }
            for (Kind kind : List.of(Kind.tier, Kind.ehcache, Kind.caffeine, Kind.map)) {
                run("into an empty one", kind, kind.create(2 * PUTS), stills, queue);
            }
        }
    }

    private static void run(String what, Kind kind, Kind.Subject subject, StandStills stills, RunQueue queue)
            throws InterruptedException {
        List<Slow> slow = new ArrayList<>();
        long longest = 0;
        long processor = 0;
        int[] above = new int[2];
        for (int i = 0; i < PUTS; i++) {
            CacheKey key = Keys.key(i, 2);
            CachedValue value = Keys.value("tag");
            long waited = queue.waited();
            long cpu = THREADS.getCurrentThreadCpuTime();
            long begin = System.nanoTime();
            subject.put(key, value);
            long wall = System.nanoTime() - begin;
            processor = Math.max(processor, THREADS.getCurrentThreadCpuTime() - cpu);
            longest = Math.max(longest, wall);
            above[0] += wall > MILLI ? 1 : 0;
            above[1] += wall > 5 * MILLI ? 1 : 0;
            if (wall > SLOW_NANOS) {
                slow.add(new Slow(begin, wall, queue.waited() - waited));
            }
        }
        // the recording tells of what happened a while later
        TimeUnit.SECONDS.sleep(2);
        long waited = 0;
        long still = 0;
        long own = 0;
        for (Slow each : slow) {
            long stood = stills.within(each.begin(), each.wall());
            waited = Math.max(waited, each.waited());
            still = Math.max(still, stood);
            own = Math.max(own, each.wall() - each.waited() - stood);
        }
        System.out.printf(
                "| %s | %s | %.2f ms | %d, %d | %.2f ms | %.2f ms | %s | %.2f ms |%n",
                what,
                kind,
                longest / MILLI,
                above[0],
                above[1],
                waited / MILLI,
                still / MILLI,
                slow.isEmpty() ? "below 0.5 ms" : "%.2f ms".formatted(Math.max(own, 0) / MILLI),
                processor / MILLI);
    }

    /** How long this thread has waited for a processor, as the kernel tells. */
    private static final class RunQueue implements AutoCloseable {

        private final java.io.RandomAccessFile file;
        private final byte[] text = new byte[80];

        RunQueue() throws IOException {
            file = new java.io.RandomAccessFile("/proc/thread-self/schedstat", "r");
        }

        /** Returns nanoseconds. */
        long waited() {
            try {
                file.seek(0);
                int length = file.read(text);
                int at = 0;
                while (text[at] != ' ') {
                    at++;
                }
                long nanos = 0;
                for (at++; at < length && text[at] != ' '; at++) {
                    nanos = 10 * nanos + text[at] - '0';
                }
                return nanos;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
