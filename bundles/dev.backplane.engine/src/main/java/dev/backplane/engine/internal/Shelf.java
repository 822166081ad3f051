package dev.backplane.engine.internal;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of one kind that plugins offer, by name, found through the registry. Of several under one name the first
 * serves and the others wait. Thread-safe; changes are guarded by the shelf, look-ups wait for nobody.
 *
 * @param <T> what stands on it
 */
final class Shelf<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);

    private record Item<T>(String name, T value, Owner owner, Entry entry) {}

    private final Registry registry;
    private final String kind;
    private final Runnable onChange;
    private final Map<Object, Item<T>> items = new IdentityHashMap<>();
    private final NavigableMap<String, T> serving = new ConcurrentSkipListMap<>();

    /** @param onChange runs after each change of what serves, with the shelf's lock held */
    Shelf(Registry registry, String kind, Runnable onChange) {
        this.registry = registry;
        this.kind = kind;
        this.onChange = onChange;
    }

    synchronized void add(Object service, String name, T value, Owner owner) {
        Item<T> item = new Item<>(name, value, owner, new Entry(new Key(kind, name), value, owner));
        items.put(service, item);
        if (!serve(item)) {
            LOG.warn("Another {} is named '{}' already: the one of {} waits until that is gone", kind, name, owner);
        }
    }

    synchronized void remove(Object service) {
        Item<T> item = items.remove(service);
        if (item == null || !registry.unregister(item.entry())) {
            return;
        }
        serving.remove(item.name());
        for (Item<T> waiting : items.values()) {
            if (waiting.name().equals(item.name()) && serve(waiting)) {
                return;
            }
        }
        onChange.run();
    }

    private boolean serve(Item<T> item) {
        if (registry.register(item.entry()) != null) {
            return false;
        }
        serving.put(item.name(), item.value());
        onChange.run();
        return true;
    }

    /** Takes everything out. */
    synchronized void clear() {
        items.values().forEach(item -> registry.unregister(item.entry()));
        items.clear();
        serving.clear();
    }

    @SuppressWarnings("unchecked")
    @Nullable
    T find(String name) {
        Entry entry = registry.lookup(new Key(kind, name));
        return entry == null ? null : (T) entry.value();
    }

    /** Returns what serves, by name; a view that changes as it does. */
    NavigableMap<String, T> serving() {
        return serving;
    }
}
