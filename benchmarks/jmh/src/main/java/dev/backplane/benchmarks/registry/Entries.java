package dev.backplane.benchmarks.registry;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/** Makes entries such as sessions have: names that look like session ids, in two kinds. */
final class Entries {

    private static final String[] KINDS = {"session", "subscription"};

    private Entries() {}

    /**
     * Returns entries whose names no other seed has.
     *
     * @param perOwner how many have the same owner
     */
    static Entry[] of(int count, int perOwner, int seed) {
        Entry[] entries = new Entry[count];
        Owner owner = new Owner("session", "none");
        for (int i = 0; i < count; i++) {
            if (i % perOwner == 0) {
                owner = new Owner("session", name(i, -seed - 1));
            }
            entries[i] = new Entry(new Key(KINDS[i & 1], name(i, seed)), KINDS, owner);
        }
        return entries;
    }

    /** Returns the keys of {@link #of}, equal but not the same, as if they had come from a client, in random order. */
    static Key[] probes(int count, int seed) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        Key[] probes = new Key[count];
        for (int i = 0; i < count; i++) {
            int n = order.get(i);
            probes[i] = new Key(KINDS[n & 1], name(n, seed));
        }
        return probes;
    }

    private static String name(int n, int seed) {
        long mixed = (((long) seed << 32) ^ n) * 0x9E3779B97F4A7C15L;
        return new UUID(mixed, mixed ^ (mixed >>> 29)).toString();
    }
}
