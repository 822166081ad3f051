package dev.backplane.benchmarks.cache;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Prints the processor time and the allocation of the thread that calls, for each operation, in turns, so that what else the machine does
 * falls on all alike. Once for the same thousand keys, whose memory stays in the processor's caches whatever the number of entries, and
 * once for all keys, whose memory does not. Arguments: numbers of entries.
 */
public final class Turns {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int BATCHES = 200;
    private static final int ROUNDS = 15;
    private static final int WARM_ROUNDS = 5;
    private static final int WARM_ENTRIES = 5_000;

    /** What one operation takes of one kind. */
    private record Cost(double nanos, double bytes) {}

    /** One row of the table. */
    private record Row(Operation operation, boolean few) {
        @Override
        public String toString() {
            return operation.title + (few ? ", the same 1,000 keys" : "");
        }
    }

    private Turns() {}

    public static void main(String[] args) {
        int[] sizes = Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        measure(WARM_ENTRIES);
        Map<Row, Map<Kind, Cost>> first = new LinkedHashMap<>();
        for (int entries : sizes) {
            Map<Row, Map<Kind, Cost>> table = measure(entries);
            if (first.isEmpty()) {
                first.putAll(table);
            }
            print(entries, table, first);
        }
    }

    private static void print(int entries, Map<Row, Map<Kind, Cost>> table, Map<Row, Map<Kind, Cost>> first) {
        System.out.printf(
                "%n| %,d entries | map | Caffeine | Ehcache | tier | cache | tier/Ehcache | grown: Ehcache | tier | bytes:"
                        + " Ehcache | tier | cache |%n|---|---|---|---|---|---|---|---|---|---|---|---|%n",
                entries);
        table.forEach((row, costs) -> {
            System.out.printf("| %s ", row);
            for (Kind kind : Kind.values()) {
                Cost cost = costs.get(kind);
                System.out.print(cost == null ? "| " : "| %.0f ".formatted(cost.nanos()));
            }
            Cost bare = costs.get(Kind.ehcache);
            Cost tier = costs.get(Kind.tier);
            System.out.printf(
                    "| %.2f | %.2f | %.2f | %.0f | %.0f | %.0f |%n",
                    tier.nanos() / bare.nanos(),
                    bare.nanos() / first.get(row).get(Kind.ehcache).nanos(),
                    tier.nanos() / first.get(row).get(Kind.tier).nanos(),
                    bare.bytes(),
                    tier.bytes(),
                    costs.get(Kind.cache).bytes());
        });
    }

    private static Map<Row, Map<Kind, Cost>> measure(int entries) {
        Map<Row, Map<Kind, Cost>> table = new LinkedHashMap<>();
        Map<Kind, Filled> roomy = filled(EnumSet.allOf(Kind.class), entries, 2 * entries);
        for (Operation operation : Operation.values()) {
            if (!operation.evicts) {
                for (boolean few : new boolean[] {true, false}) {
                    table.put(new Row(operation, few), measure(roomy, operation, few));
                }
            }
        }
        // not both at once, for want of memory
        roomy.clear();
        Map<Kind, Filled> full = filled(EnumSet.complementOf(EnumSet.of(Kind.map)), entries, entries);
        table.put(new Row(Operation.putThatEvicts, false), measure(full, Operation.putThatEvicts, false));
        return table;
    }

    private static Map<Kind, Filled> filled(Set<Kind> kinds, int entries, int room) {
        Map<Kind, Filled> filled = new EnumMap<>(Kind.class);
        for (Kind kind : kinds) {
            filled.put(kind, new Filled(kind.create(room), entries));
        }
        return filled;
    }

    /** Returns the median of the rounds for each kind. */
    private static Map<Kind, Cost> measure(Map<Kind, Filled> subjects, Operation operation, boolean few) {
        Map<Kind, double[]> nanos = new EnumMap<>(Kind.class);
        Map<Kind, double[]> bytes = new EnumMap<>(Kind.class);
        for (int round = -WARM_ROUNDS; round < ROUNDS; round++) {
            for (Map.Entry<Kind, Filled> subject : subjects.entrySet()) {
                long time = 0;
                long allocated = 0;
                for (int batch = 0; batch < BATCHES; batch++) {
                    Filled filled = subject.getValue();
                    filled.prepare(operation, few);
                    long before = THREADS.getCurrentThreadAllocatedBytes();
                    long start = THREADS.getCurrentThreadCpuTime();
                    filled.run(operation);
                    time += THREADS.getCurrentThreadCpuTime() - start;
                    allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
                    filled.restore(operation);
                }
                if (round >= 0) {
                    double operations = (double) BATCHES * Filled.BATCH;
                    nanos.computeIfAbsent(subject.getKey(), kind -> new double[ROUNDS])[round] = time / operations;
                    bytes.computeIfAbsent(subject.getKey(), kind -> new double[ROUNDS])[round] = allocated / operations;
                }
            }
        }
        Map<Kind, Cost> costs = new EnumMap<>(Kind.class);
        nanos.forEach((kind, all) -> costs.put(kind, new Cost(median(all), median(bytes.get(kind)))));
        return costs;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
