package dev.backplane.cache.ehcache.internal;

import dev.backplane.spi.cache.TierStatistics;
import java.util.concurrent.atomic.LongAdder;

/** What the tier counts, since it started. Thread-safe. */
final class Counters {

    final LongAdder hits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder puts = new LongAdder();
    final LongAdder removals = new LongAdder();
    final LongAdder evictions = new LongAdder();
    final LongAdder expirations = new LongAdder();
    final LongAdder failures = new LongAdder();

    TierStatistics statistics() {
        return new TierStatistics(
                hits.sum(),
                misses.sum(),
                puts.sum(),
                removals.sum(),
                evictions.sum(),
                expirations.sum(),
                failures.sum());
    }
}
