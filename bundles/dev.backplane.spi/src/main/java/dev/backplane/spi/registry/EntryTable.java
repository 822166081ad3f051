package dev.backplane.spi.registry;

import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Entries by their keys: a help for those who write a registry. Readers never wait, and a single put or remove is where an
 * operation takes effect; who may write what, and when, is for the registry to guard.
 *
 * <p>There is a map of names for each kind, so that the entries of a kind can be streamed without an index of their own. A
 * look-up costs little more than one in a {@link ConcurrentHashMap}.
 */
public final class EntryTable {

    /** Kinds to have before looking whether some have no entries any more. */
    private static final int PURGE_AT = 64;

    /** Kinds that are found without a look-up of their own; a power of two. */
    private static final int SHORTCUTS = 16;

    private record Shortcut(String kind, ConcurrentHashMap<String, Entry> names) {}

    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Entry>> kinds = new ConcurrentHashMap<>();

    /** By hash code of the kind, for the first kind that had this place. A kind that is named by a constant is this very string. */
    private final AtomicReferenceArray<@Nullable Shortcut> shortcuts = new AtomicReferenceArray<>(SHORTCUTS);

    private volatile int purgeAt = PURGE_AT;

    /** Returns the entry of a key, or null. Expected constant time. */
    @Nullable
    public Entry get(Key key) {
        Map<String, Entry> names = names(key.kind());
        return names == null ? null : names.get(key.name());
    }

    private @Nullable ConcurrentHashMap<String, Entry> names(String kind) {
        Shortcut shortcut = shortcuts.getAcquire(place(kind));
        return shortcut != null && sameInstance(shortcut.kind(), kind) ? shortcut.names() : kinds.get(kind);
    }

    @SuppressWarnings("ReferenceEquality") // what is another instance is found the long way
    private static boolean sameInstance(String one, String other) {
        return one == other;
    }

    private static int place(String kind) {
        return kind.hashCode() & (SHORTCUTS - 1);
    }

    /** Takes a free key, atomically. Returns the entry that holds it, or null. Not while {@link #purge} runs. */
    @Nullable
    public Entry putIfAbsent(Entry entry) {
        return made(entry.key().kind()).putIfAbsent(entry.key().name(), entry);
    }

    /** Gives a key to an entry, whoever holds it. Not while {@link #purge} runs. */
    public void put(Entry entry) {
        made(entry.key().kind()).put(entry.key().name(), entry);
    }

    private ConcurrentHashMap<String, Entry> made(String kind) {
        ConcurrentHashMap<String, Entry> names = names(kind);
        if (names == null) {
            names = kinds.computeIfAbsent(kind, none -> new ConcurrentHashMap<>());
            shorten(kind, names);
        }
        return names;
    }

    /** Frees a key. Returns whether it was held. */
    public boolean remove(Key key) {
        Map<String, Entry> names = names(key.kind());
        return names != null && names.remove(key.name()) != null;
    }

    /** Streams the entries of a kind, lazily and weakly consistently. */
    public Stream<Entry> entries(String kind) {
        return StreamSupport.stream(
                () -> {
                    Map<String, Entry> names = names(kind);
                    return names == null
                            ? Spliterators.emptySpliterator()
                            : names.values().spliterator();
                },
                Spliterator.CONCURRENT | Spliterator.NONNULL,
                false);
    }

    /** Streams all entries, lazily and weakly consistently. */
    public Stream<Entry> entries() {
        return kinds.values().stream().flatMap(names -> names.values().stream());
    }

    /** Tells whether there are so many kinds that {@link #purge} is due. */
    public boolean crowded() {
        return kinds.size() >= purgeAt;
    }

    /** Forgets the kinds without entries. Not while anybody writes. */
    public void purge() {
        forgetShortcuts();
        kinds.values().removeIf(Map::isEmpty);
        kinds.forEach(this::shorten);
        purgeAt = Math.max(PURGE_AT, 2 * kinds.size());
    }

    /** Forgets all entries. Not while anybody writes. */
    public void clear() {
        forgetShortcuts();
        kinds.clear();
    }

    private void forgetShortcuts() {
        for (int i = 0; i < SHORTCUTS; i++) {
            shortcuts.set(i, null);
        }
    }

    private void shorten(String kind, ConcurrentHashMap<String, Entry> names) {
        shortcuts.compareAndSet(place(kind), null, new Shortcut(kind, names));
    }

    /** Returns how many kinds have entries, or had some since the last {@link #purge}. */
    public int kinds() {
        return kinds.size();
    }
}
