package dev.backplane.spi.registry;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which entries belong to whom: a help for those who write a registry. Not thread-safe. Entries are told apart by
 * identity. Adding and removing take expected constant time; an owner of one entry costs no set.
 */
public final class OwnerIndex {

    /** What an owner has: an {@link Entry}, or a {@link Set} of several. */
    private final Map<Owner, Object> owned = new HashMap<>();

    /** Adds an entry that is not in. */
    public void add(Entry entry) {
        Object before = owned.putIfAbsent(entry.owner(), entry);
        if (before instanceof Entry only) {
            Set<Entry> several = Collections.newSetFromMap(new IdentityHashMap<>(2));
            several.add(only);
            several.add(entry);
            owned.put(entry.owner(), several);
        } else if (before != null) {
            set(before).add(entry);
        }
    }

    /** Removes an entry, if it is in. */
    public void remove(Entry entry) {
        Object before = owned.get(entry.owner());
        if (before == entry) {
            owned.remove(entry.owner());
        } else if (before instanceof Set) {
            Set<Entry> several = set(before);
            several.remove(entry);
            if (several.isEmpty()) {
                owned.remove(entry.owner());
            }
        }
    }

    /** Returns a copy of what an owner has. */
    public List<Entry> of(Owner owner) {
        return list(owned.get(owner));
    }

    /** Forgets an owner. Returns what it had. */
    public List<Entry> removeAll(Owner owner) {
        return list(owned.remove(owner));
    }

    /** Forgets all. */
    public void clear() {
        owned.clear();
    }

    /** Returns how many owners have entries. */
    public int size() {
        return owned.size();
    }

    /** Shows each owner, and what it has. */
    public void forEach(BiConsumer<Owner, List<Entry>> action) {
        owned.forEach((owner, had) -> action.accept(owner, list(had)));
    }

    private static List<Entry> list(@Nullable Object had) {
        if (had == null) {
            return List.of();
        }
        return had instanceof Entry only ? List.of(only) : List.copyOf(set(had));
    }

    @SuppressWarnings("unchecked")
    private static Set<Entry> set(Object several) {
        return (Set<Entry>) several;
    }
}
