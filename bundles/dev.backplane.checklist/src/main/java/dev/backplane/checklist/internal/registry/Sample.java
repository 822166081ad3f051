package dev.backplane.checklist.internal.registry;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Takes a few of the keys that are in a registry, without a copy of all. */
final class Sample {

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
        try (Stream<Entry> all = registry.entries()) {
            // Going step by step would make the facade copy.
            all.forEach(entry -> {
                keys.add(entry.key());
                if (keys.size() >= most) {
                    throw new Enough();
                }
            });
        } catch (Enough e) {
            return keys;
        }
        return keys;
    }
}
