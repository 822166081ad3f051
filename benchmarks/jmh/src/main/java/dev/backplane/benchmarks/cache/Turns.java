package dev.backplane.benchmarks.cache;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Prints the processor time that each operation takes of the thread that calls, in turns, so that what else the machine does falls on
 * all alike. Arguments: numbers of entries.
 */
public final class Turns {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int BATCH = 100;
    private static final int BATCHES = 200;
    private static final int ROUNDS = 25;
    private static final int WARM_ROUNDS = 10;
    private static final int FRESH_LEAST = 200_000;

    /** What is done to a hundred keys. */
    private enum Operation {
        hit,
        miss,
        put,
        putTagged,
        putThatEvicts,
        remove,
        invalidate
    }

    /** One of the kinds, filled. */
    private static final class Filled {
        final Kind.Subject roomy;
        final Kind.Subject full;
        final CacheKey[] in;
        final CacheKey[] strange;
        final CacheKey[] fresh;
        int at;
        int freshAt;
        long sum;

        Filled(Kind kind, int entries) {
            roomy = kind.create(2 * entries);
            full = kind.create(entries);
            for (CacheKey key : Keys.of(entries, 1)) {
                roomy.put(key, Keys.value());
                full.put(key, Keys.value());
            }
            in = Keys.shuffled(Keys.of(entries, 1), 7);
            strange = Keys.shuffled(Keys.of(entries, 3), 7);
            fresh = Keys.of(Math.max(FRESH_LEAST, 2 * entries), 2);
        }

        /** Returns the time in nanoseconds. */
        long time(Operation operation) {
            at = at + 2 * BATCH > in.length ? 0 : at + BATCH;
            CacheKey[] keys = Arrays.copyOfRange(operation == Operation.miss ? strange : in, at, at + BATCH);
            if (operation == Operation.putThatEvicts) {
                freshAt = freshAt + 2 * BATCH > fresh.length ? 0 : freshAt + BATCH;
                keys = Arrays.copyOfRange(fresh, freshAt, freshAt + BATCH);
            }
            CachedValue plain = Keys.value();
            CachedValue tagged = Keys.value("tag");
            if (operation == Operation.invalidate) {
                for (CacheKey key : keys) {
                    roomy.put(key, tagged);
                }
            }
            long start = THREADS.getCurrentThreadCpuTime();
            sum += run(operation, keys, plain, tagged);
            long took = THREADS.getCurrentThreadCpuTime() - start;
            if (operation == Operation.remove
                    || operation == Operation.invalidate
                    || operation == Operation.putTagged) {
                for (CacheKey key : keys) {
                    roomy.put(key, plain);
                }
            }
            return took;
        }

        private long run(Operation operation, CacheKey[] keys, CachedValue plain, CachedValue tagged) {
            long done = 0;
            switch (operation) {
                case hit, miss -> {
                    for (CacheKey key : keys) {
                        done += roomy.get(key) == null ? 0 : 1;
                    }
                }
                case put -> {
                    for (CacheKey key : keys) {
                        roomy.put(key, plain);
                    }
                }
                case putTagged -> {
                    for (CacheKey key : keys) {
                        roomy.put(key, tagged);
                    }
                }
                case putThatEvicts -> {
                    for (CacheKey key : keys) {
                        full.put(key, plain);
                    }
                }
                case remove -> {
                    for (CacheKey key : keys) {
                        done += roomy.remove(key) ? 1 : 0;
                    }
                }
                case invalidate -> done = roomy.invalidate("tag", keys);
            }
            return done;
        }
    }

    private Turns() {}

    public static void main(String[] args) {
        System.out.printf("%-14s %9s", "ns", "entries");
        for (Kind kind : Kind.values()) {
            System.out.printf(" %10s", kind);
        }
        System.out.println("   of ehcache");
        for (String entries : args) {
            Map<Kind, Filled> subjects = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                subjects.put(kind, new Filled(kind, Integer.parseInt(entries)));
            }
            for (Operation operation : Operation.values()) {
                Map<Kind, Double> cost = measure(subjects, operation);
                System.out.printf("%-14s %9s", operation, entries);
                cost.values().forEach(each -> System.out.printf(" %10.0f", each));
                System.out.printf("   %.2f%n", cost.get(Kind.backplane) / cost.get(Kind.ehcache));
            }
        }
    }

    /** Returns the median of the rounds for each kind. */
    private static Map<Kind, Double> measure(Map<Kind, Filled> subjects, Operation operation) {
        Map<Kind, List<Long>> times = new EnumMap<>(Kind.class);
        for (int round = -WARM_ROUNDS; round < ROUNDS; round++) {
            for (Map.Entry<Kind, Filled> subject : subjects.entrySet()) {
                long sum = 0;
                for (int batch = 0; batch < BATCHES; batch++) {
                    sum += subject.getValue().time(operation);
                }
                if (round >= 0) {
                    times.computeIfAbsent(subject.getKey(), kind -> new ArrayList<>())
                            .add(sum);
                }
            }
        }
        Map<Kind, Double> cost = new EnumMap<>(Kind.class);
        times.forEach((kind, all) ->
                cost.put(kind, all.stream().sorted().toList().get(ROUNDS / 2) / (double) (BATCH * BATCHES)));
        return cost;
    }
}
