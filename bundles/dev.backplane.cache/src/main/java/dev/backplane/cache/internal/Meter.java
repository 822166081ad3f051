package dev.backplane.cache.internal;

import dev.backplane.api.cache.CacheStatistics.Counts;
import dev.backplane.spi.cache.NamespaceLosses;
import dev.backplane.spi.cache.TierStatistics;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of a namespace or a tier, and how it was at moments of the last quarter of an hour. Thread-safe. */
final class Meter {

    /** What is counted. */
    enum Count {
        HITS,
        MISSES,
        LOADS,
        LOAD_FAILURES,
        LOAD_NANOS,
        STALE,
        PUTS,
        EVICTIONS,
        EXPIRATIONS,
        FAILURES
    }

    private static final Count[] COUNTS = Count.values();

    private final LongAdder[] counts = new LongAdder[COUNTS.length];
    private final Latencies latencies = new Latencies();

    /** Guarded by this. */
    private final long[] followed = new long[COUNTS.length];

    /** How many calls were seen to fail. Guarded by this. */
    private long seen;

    private final Window minute = new Window(12);
    private final Window quarter = new Window(15);

    Meter() {
        Arrays.setAll(counts, i -> new LongAdder());
    }

    void count(Count what) {
        counts[what.ordinal()].increment();
    }

    void add(Count what, long more) {
        counts[what.ordinal()].add(more);
    }

    Latencies latencies() {
        return latencies;
    }

    /**
     * Follows what a tier counts itself, which begins anew where another tier takes its place, and the calls to it that were seen to
     * fail: most are among those that it counts.
     */
    synchronized void follow(TierStatistics of, long failures) {
        add(Count.PUTS, grown(Count.PUTS, of.puts()));
        add(Count.EVICTIONS, grown(Count.EVICTIONS, of.evictions()));
        add(Count.EXPIRATIONS, grown(Count.EXPIRATIONS, of.expirations()));
        long more = grown(Count.FAILURES, of.failures());
        add(Count.FAILURES, Math.max(more, failures - seen));
        seen = failures;
    }

    /** Follows what the fastest tier has lost of a namespace; it, too, begins anew at times. */
    synchronized void follow(NamespaceLosses of) {
        add(Count.EVICTIONS, grown(Count.EVICTIONS, of.evictions()));
        add(Count.EXPIRATIONS, grown(Count.EXPIRATIONS, of.expirations()));
    }

    private long grown(Count what, long value) {
        long more = value - followed[what.ordinal()];
        followed[what.ordinal()] = value;
        return more < 0 ? value : more;
    }

    /** Notes how things are now, twelve times a minute. */
    void tick(long ticks) {
        long[] now = now();
        minute.add(now);
        if (ticks % 12 == 0) {
            quarter.add(now);
        }
    }

    Counts total() {
        return counts(now());
    }

    Counts minute() {
        return counts(minute.since(now()));
    }

    Counts quarter() {
        return counts(quarter.since(now()));
    }

    private long[] now() {
        long[] now = new long[counts.length + Latencies.CLASSES];
        for (int i = 0; i < counts.length; i++) {
            now[i] = counts[i].sum();
        }
        latencies.copyTo(now, counts.length);
        return now;
    }

    private static Counts counts(long[] of) {
        return new Counts(
                of[Count.HITS.ordinal()],
                of[Count.MISSES.ordinal()],
                of[Count.LOADS.ordinal()],
                of[Count.LOAD_FAILURES.ordinal()],
                of[Count.LOAD_NANOS.ordinal()],
                of[Count.STALE.ordinal()],
                of[Count.PUTS.ordinal()],
                of[Count.EVICTIONS.ordinal()],
                of[Count.EXPIRATIONS.ordinal()],
                of[Count.FAILURES.ordinal()],
                Latencies.percentile(of, COUNTS.length, 0.5),
                Latencies.percentile(of, COUNTS.length, 0.99));
    }

    /** The last moments at which was counted. Thread-safe. */
    private static final class Window {

        private final long[][] moments;
        private int next;

        Window(int moments) {
            this.moments = new long[moments][];
        }

        synchronized void add(long[] moment) {
            moments[next] = moment;
            next = (next + 1) % moments.length;
        }

        /** Returns what has come since the oldest of the moments, or since the beginning. */
        synchronized long[] since(long[] now) {
            // null: it began less than so long ago
            long[] oldest = moments[next];
            long[] more = now.clone();
            for (int i = 0; oldest != null && i < more.length; i++) {
                more[i] -= oldest[i];
            }
            return more;
        }
    }
}
