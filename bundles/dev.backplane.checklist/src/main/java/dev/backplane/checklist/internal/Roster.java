package dev.backplane.checklist.internal;

import dev.backplane.spi.check.CheckResult;
import dev.backplane.spi.check.Layer;
import java.util.List;

/** All checks that the platform is to have, so that one that nobody offers is missed. Immutable. */
final class Roster {

    /** One check: its id without the layer's, and what it looks at. */
    private record Row(Layer layer, String name, String title) {}

    private static final List<Row> ROWS = List.of(
            new Row(Layer.REGISTRY, "lookup-cost", "Lookup cost"),
            new Row(Layer.REGISTRY, "owners", "Owner watching without copies"),
            new Row(Layer.REGISTRY, "races", "Races"),
            new Row(Layer.REGISTRY, "single-writer", "Single writer"),
            new Row(Layer.REGISTRY, "queue-depth", "Queue depth"),
            new Row(Layer.SESSIONS, "hibernation", "Hibernation"),
            new Row(Layer.SESSIONS, "lanes", "Priority lanes"),
            new Row(Layer.SESSIONS, "closes", "Tagged watches"),
            new Row(Layer.SESSIONS, "iteration", "Iteration"),
            new Row(Layer.SESSIONS, "store-concurrency", "Store concurrency"),
            new Row(Layer.SESSIONS, "memory-back", "Memory given back"),
            new Row(Layer.CACHE, "concurrency", "L1 concurrency"),
            new Row(Layer.CACHE, "replication", "L2 replication"),
            new Row(Layer.CACHE, "external", "L3 external cache"),
            new Row(Layer.CACHE, "eviction", "Eviction"),
            new Row(Layer.CACHE, "ratio", "Hit and miss ratio"),
            new Row(Layer.CACHE, "expiry", "Expiry"),
            new Row(Layer.JSON, "copies", "Writes without copies"),
            new Row(Layer.JSON, "codec", "Codec"),
            new Row(Layer.JSON, "utf8", "UTF-8 validation"),
            new Row(Layer.JSON, "size-limits", "Message size limits"),
            new Row(Layer.TRANSPORT, "copies", "Sends without copies"),
            new Row(Layer.TRANSPORT, "isolation", "A connection does not hold up another"),
            new Row(Layer.TRANSPORT, "connection-limit", "Connection limit"),
            new Row(Layer.TRANSPORT, "leases", "Leases"),
            new Row(Layer.TRANSPORT, "watches", "Watch leaks"),
            new Row(Layer.MESSAGES, "calls", "Call serialisation"),
            new Row(Layer.MESSAGES, "broadcasts", "Broadcasts do not wait"),
            new Row(Layer.MESSAGES, "hand-off", "Long operations hand off"),
            new Row(Layer.MESSAGES, "priority", "Priority messages"),
            new Row(Layer.STORE, "reads", "Lock-free reads"),
            new Row(Layer.STORE, "writes", "Striped writes"),
            new Row(Layer.STORE, "counters", "Striped counters"),
            new Row(Layer.STORE, "expiry", "Ordered expiry"),
            new Row(Layer.STORE, "compression", "Compression"),
            new Row(Layer.MEMORY, "trimming", "Idle trimming"),
            new Row(Layer.MEMORY, "sweep", "Full sweep"),
            new Row(Layer.MEMORY, "bounds", "Memory bounds"),
            new Row(Layer.MEMORY, "watcher", "Watcher's priority"),
            new Row(Layer.MEMORY, "queued", "Queued messages off the heap"),
            new Row(Layer.BINARY, "copies", "Copies at each place that copies"),
            new Row(Layer.STRUCTURES, "records", "Records on hot paths"),
            new Row(Layer.STRUCTURES, "configuration", "Maps for configuration"),
            new Row(Layer.STRUCTURES, "subscriptions", "Constant-time subscriptions"),
            new Row(Layer.CORES, "reads", "Concurrent reads"),
            new Row(Layer.CORES, "io-threads", "Transport handlers"),
            new Row(Layer.CORES, "registry", "Registry"),
            new Row(Layer.CORES, "cache", "Cache"),
            new Row(Layer.NATIVE, "libraries", "Native libraries"),
            new Row(Layer.NATIVE, "codec", "Codec in pure Java"),
            new Row(Layer.NATIVE, "tls", "TLS from the JDK"),
            new Row(Layer.NATIVE, "redis", "Redis client for the third cache tier alone"));

    private Roster() {}

    /** Returns what is said of each before it was run. */
    static List<CheckResult> notMeasured() {
        return ROWS.stream()
                .map(row -> CheckResult.notMeasured(row.layer().id() + "." + row.name(), row.layer(), row.title()))
                .toList();
    }
}
