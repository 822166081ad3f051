package dev.backplane.metrics.internal;

import dev.backplane.metrics.internal.Figures.Distribution;
import dev.backplane.spi.call.FinishedCall.End;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Counts how requests of one kind ended, and how long they took. Thread-safe; a request costs three additions, and no lock. */
final class Series {

    /** In seconds; what is longer goes into one more bucket. */
    private static final double[] BOUNDS = {
        0.0001,
        0.00025,
        0.0005,
        0.001,
        0.0025,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        30,
        Double.POSITIVE_INFINITY
    };

    private static final long[] NANOS = new long[BOUNDS.length];
    private static final End[] ENDS = End.values();

    static {
        for (int i = 0; i < BOUNDS.length; i++) {
            NANOS[i] = Double.isInfinite(BOUNDS[i]) ? Long.MAX_VALUE : Math.round(BOUNDS[i] * 1e9);
        }
    }

    private final LongAdder[] ends = adders(ENDS.length);
    private final LongAdder[] buckets = adders(BOUNDS.length);
    private final LongAdder nanos = new LongAdder();

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    void add(End end, long tookNanos) {
        int bucket = 0;
        while (tookNanos > NANOS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        nanos.add(tookNanos);
        ends[end.ordinal()].increment();
    }

    /** Adds what another one has counted up to now. */
    void addAll(Series other) {
        for (int i = 0; i < ends.length; i++) {
            ends[i].add(other.ends[i].sum());
        }
        for (int i = 0; i < buckets.length; i++) {
            buckets[i].add(other.buckets[i].sum());
        }
        nanos.add(other.nanos.sum());
    }

    /**
     * Tells the counts.
     *
     * @param of what it counts, as the names of its figures begin: {@code mcp_request}
     * @param label the name of the label that tells the kind
     */
    void write(Figures out, String of, String things, String label, String kind) {
        for (End end : ENDS) {
            long count = ends[end.ordinal()].sum();
            if (count > 0 || end == End.ANSWERED) {
                String outcome = end.name().toLowerCase(Locale.ROOT);
                out.counter(of + "s", things + " that have ended", count, label, kind, "outcome", outcome);
            }
        }
        long[] counts = new long[buckets.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = buckets[i].sum();
        }
        out.histogram(
                of + "_duration_seconds",
                "Time from the decoded request to its answer",
                new Distribution(BOUNDS, counts, nanos.sum() / 1e9),
                label,
                kind);
    }
}
