package dev.backplane.cache.internal;

import dev.backplane.cache.internal.Meter.Count;
import dev.backplane.spi.cache.HeldStatistics;
import dev.backplane.spi.cache.HeldValues;
import dev.backplane.spi.cache.NamespaceSize;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The values that bundles hold by themselves: their figures stand among those of the namespaces. Thread-safe. */
final class HeldNamespaces {

    private static final HeldStatistics NONE = new HeldStatistics(0, 0, 0, 0, 0);

    private final Meters meters;

    /** What of each was counted already. Its values are changed under the lock. */
    private final Map<HeldValues, HeldStatistics> counted = new ConcurrentHashMap<>();

    HeldNamespaces(Meters meters) {
        this.meters = meters;
    }

    void add(HeldValues values) {
        counted.put(values, NONE);
    }

    void remove(HeldValues values) {
        update();
        counted.remove(values);
    }

    /** Counts what has happened since it was last asked. */
    synchronized void update() {
        counted.replaceAll((values, before) -> {
            HeldStatistics now = values.statistics();
            Meter meter = meters.of(values.namespace());
            meter.add(Count.HITS, now.hits() - before.hits());
            meter.add(Count.MISSES, now.misses() - before.misses());
            meter.add(Count.LOADS, now.misses() - before.misses());
            meter.add(Count.PUTS, now.misses() - before.misses());
            meter.add(Count.EVICTIONS, now.evictions() - before.evictions());
            return now;
        });
    }

    /** Adds what there is of each. */
    void addTo(Map<String, NamespaceSize> sizes) {
        counted.forEach((values, now) -> sizes.merge(
                values.namespace(),
                new NamespaceSize(values.namespace(), now.entries(), now.bytes()),
                (one, other) -> new NamespaceSize(
                        one.namespace(), one.entries() + other.entries(), one.bytes() + other.bytes())));
    }

    void invalidate(String tag) {
        counted.keySet().forEach(values -> values.invalidate(tag));
    }

    void clear(String namespace) {
        for (HeldValues values : counted.keySet()) {
            if (values.namespace().equals(namespace)) {
                values.clear();
            }
        }
    }
}
