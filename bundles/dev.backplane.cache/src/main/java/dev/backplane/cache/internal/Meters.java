package dev.backplane.cache.internal;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The meters of all tiers and namespaces. Thread-safe. */
final class Meters {

    private final Meter[] lines = new Meter[CacheSettings.TIERS.size()];
    private final Map<String, Meter> namespaces = new ConcurrentHashMap<>();
    private long ticks;

    Meters() {
        Arrays.setAll(lines, i -> new Meter());
    }

    Meter line(int number) {
        return lines[number];
    }

    Meter of(String namespace) {
        Meter meter = namespaces.get(namespace);
        return meter == null ? namespaces.computeIfAbsent(namespace, name -> new Meter()) : meter;
    }

    /** Returns the meters of all namespaces, by name. */
    Map<String, Meter> namespaces() {
        return new TreeMap<>(namespaces);
    }

    /** To be called every five seconds. */
    synchronized void tick() {
        ticks++;
        for (Meter line : lines) {
            line.tick(ticks);
        }
        namespaces.values().forEach(meter -> meter.tick(ticks));
    }
}
