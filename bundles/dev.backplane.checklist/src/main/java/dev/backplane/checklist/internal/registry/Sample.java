package dev.backplane.checklist.internal.registry;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** Takes a few of the keys that are in a registry, any of the first some thousand of a walk, without a copy of all. */
final class Sample {

    private static final int WALK = 8_192;

    private Sample() {}

    /** Ends a walk that has seen enough. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super(null, null, false, false);
        }
    }

    static List<Key> keys(Registry registry, int most) {
        List<Key> keys = new ArrayList<>(most);
        int[] seen = new int[1];
        try (Stream<Entry> all = registry.entries()) {
            // Going step by step would make the facade copy.
            all.forEach(entry -> {
                seen[0]++;
                // Vitter, Random Sampling with a Reservoir, 1985, algorithm R
                int place = ThreadLocalRandom.current().nextInt(seen[0]);
                if (keys.size() < most) {
                    keys.add(entry.key());
                } else if (place < most) {
                    keys.set(place, entry.key());
                }
                if (seen[0] >= WALK) {
                    throw new Enough();
                }
            });
        } catch (Enough e) {
            return keys;
        }
        return keys;
    }
}
