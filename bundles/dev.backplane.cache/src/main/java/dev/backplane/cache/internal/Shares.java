package dev.backplane.cache.internal;

import dev.backplane.cache.internal.Meter.Count;
import dev.backplane.spi.cache.CacheEntry;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import java.util.List;

/**
 * Sees that no namespace crowds out the others: in a tier that is nearly full, one that has more than its share makes room for
 * what it puts in, twice over, until it has its share. Thread-safe; takes constant time a put.
 */
final class Shares {

    /** From where on a tier is nearly full, in percent of its capacity. */
    private static final int NEARLY = 90;

    /** Most values that go for one that is put in. */
    private static final int VICTIMS = 4;

    private final List<Line> lines;
    private final Meters meters;
    private volatile CacheSettings settings;

    Shares(List<Line> lines, Meters meters, CacheSettings settings) {
        this.lines = List.copyOf(lines);
        this.meters = meters;
        this.settings = settings;
    }

    void configure(CacheSettings next) {
        settings = next;
    }

    /** Looks at the namespace of what was just put in. */
    void enforce(CacheKey put) {
        for (Line line : lines) {
            long capacity = line.capacity();
            if (capacity != Long.MAX_VALUE && line.ask(0L, CacheTier::bytes) > percent(capacity, NEARLY)) {
                long share = percent(capacity, settings.share(put.namespace()));
                long has = line.ask(0L, tier -> tier.size(put.namespace()).bytes());
                if (has > share) {
                    makeRoom(line, put, has - share);
                }
            }
        }
    }

    private void makeRoom(Line line, CacheKey put, long over) {
        long left = over;
        for (CacheEntry victim : line.some(put.namespace(), VICTIMS)) {
            if (left > 0 && !victim.key().equals(put) && line.evict(victim.key())) {
                left -= victim.value().weight(victim.key());
                meters.of(put.namespace()).count(Count.EVICTIONS);
            }
        }
    }

    private static long percent(long of, int percent) {
        return of / 100 * percent;
    }
}
