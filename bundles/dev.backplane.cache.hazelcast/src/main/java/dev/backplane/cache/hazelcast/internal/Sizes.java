package dev.backplane.cache.hazelcast.internal;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.crdt.pncounter.PNCounter;
import com.hazelcast.map.IMap;
import dev.backplane.spi.cache.NamespaceSize;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much there is, in counters that all members add to: who replaces or takes away a value knows what it weighed. Thread-safe.
 */
final class Sizes {

    private static final String ENTRIES = "backplane.cache.entries.";
    private static final String BYTES = "backplane.cache.bytes.";

    private final HazelcastInstance member;
    private final IMap<String, Boolean> names;
    private final Map<String, Pair> counters = new ConcurrentHashMap<>();

    private record Pair(PNCounter entries, PNCounter bytes) {}

    Sizes(HazelcastInstance member) {
        this.member = member;
        names = member.getMap(Member.NAMES);
    }

    /** Changes the counters, which are on this node, too; the first time, waits until all know the namespace. */
    void add(String namespace, long entries, long bytes, Deadline deadline) {
        Pair pair = counters.get(namespace);
        if (pair == null) {
            deadline.await(names.setAsync(namespace, true));
            pair = counters.computeIfAbsent(namespace, this::pair);
        }
        if (entries != 0) {
            pair.entries().addAndGet(entries);
        }
        if (bytes != 0) {
            pair.bytes().addAndGet(bytes);
        }
    }

    private Pair pair(String namespace) {
        return new Pair(member.getPNCounter(ENTRIES + namespace), member.getPNCounter(BYTES + namespace));
    }

    /** Waits as long as that takes, as does {@link #all}. */
    NamespaceSize of(String namespace) {
        Pair pair = counters.get(namespace);
        if (pair == null) {
            pair = pair(namespace);
        }
        return new NamespaceSize(
                namespace,
                Math.max(0, pair.entries().get()),
                Math.max(0, pair.bytes().get()));
    }

    List<NamespaceSize> all() {
        return names.keySet().stream()
                .map(this::of)
                .filter(size -> size.entries() > 0)
                .toList();
    }
}
