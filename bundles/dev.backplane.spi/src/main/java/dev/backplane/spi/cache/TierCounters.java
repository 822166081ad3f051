package dev.backplane.spi.cache;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.osgi.annotation.versioning.ProviderType;

/** What a tier counts, for authors of tiers. Thread-safe; counting takes no lock. */
@ProviderType
public final class TierCounters {

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder expirations = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Map<String, Losses> losses = new ConcurrentHashMap<>();

    private record Losses(LongAdder evictions, LongAdder expirations) {
        Losses() {
            this(new LongAdder(), new LongAdder());
        }
    }

    /** Counts gets: how many values were asked for, and how many of them found. */
    public void got(long asked, long found) {
        if (found > 0) {
            hits.add(found);
        }
        if (asked > found) {
            misses.add(asked - found);
        }
    }

    /** Counts values that were put in. */
    public void put(long values) {
        puts.add(values);
    }

    /** Counts values that were removed, invalidated or cleared. */
    public void removed(long values) {
        removals.add(values);
    }

    /** Counts a value of the namespace that went for want of space. */
    public void evicted(String namespace) {
        evictions.increment();
        of(namespace).evictions().increment();
    }

    /** Counts a value of the namespace whose time was over. */
    public void expired(String namespace) {
        expirations.increment();
        of(namespace).expirations().increment();
    }

    private Losses of(String namespace) {
        Losses known = losses.get(namespace);
        return known == null ? losses.computeIfAbsent(namespace, name -> new Losses()) : known;
    }

    /** Counts values whose time was over, where it is not known what namespaces they were of. */
    public void expired(long values) {
        expirations.add(values);
    }

    /** Counts calls that could not be done. */
    public void failed(long calls) {
        failures.add(calls);
    }

    /** Returns what was counted by namespace. */
    public Map<String, NamespaceLosses> losses() {
        Map<String, NamespaceLosses> all = new HashMap<>();
        losses.forEach((namespace, of) -> all.put(
                namespace,
                new NamespaceLosses(of.evictions().sum(), of.expirations().sum())));
        return all;
    }

    /** Returns what has been counted, with what else there is to say ({@link TierStatistics#details}). */
    public TierStatistics statistics(Map<String, String> details) {
        return new TierStatistics(
                hits.sum(),
                misses.sum(),
                puts.sum(),
                removals.sum(),
                evictions.sum(),
                expirations.sum(),
                failures.sum(),
                details);
    }
}
