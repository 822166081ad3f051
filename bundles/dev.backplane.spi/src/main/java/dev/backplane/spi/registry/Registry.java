package dev.backplane.spi.registry;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Finds live things by key. Slot {@code registry}. Thread-safe; operations on one key are linearizable; look-ups never
 * wait for writes.
 */
@ConsumerType
public interface Registry {

    /** Enters the entry if its key is free. Returns null if it was, else the entry that holds the key, unchanged. */
    @Nullable
    Entry register(Entry entry);

    /** Puts an entry in the place of the expected one (same key), if that still holds it. Returns whether it did. */
    boolean replace(Entry expected, Entry next);

    /** Returns the entry, or null. Expected constant time. */
    @Nullable
    Entry lookup(Key key);

    /** Takes this very entry out. Returns whether it was in. */
    boolean unregister(Entry entry);

    /** Takes out all entries of an owner that has gone. Returns how many; time grows with that number alone. */
    int ownerGone(Owner owner);

    /**
     * Streams the entries of a kind, lazily and weakly consistently: one that is in throughout is seen once, one that
     * comes or goes meanwhile may be seen.
     */
    Stream<Entry> entries(String kind);

    /** Streams all entries, as {@link #entries(String)} does those of a kind. */
    Stream<Entry> entries();

    /** Streams the entries of an owner, weakly consistently. */
    Stream<Entry> owned(Owner owner);

    /** Takes out all entries. Not atomic: what is written meanwhile may stay. */
    void clear();

    /** Returns the number of entries. */
    long size();

    /** Returns the number of writes that wait now. */
    int queueDepth();

    /** Returns how many writes can go on at once, 1 or more. */
    default int writers() {
        return 1;
    }

    /** Returns how many entries each part has of the registry that can be written at the same time as the others; one part or more. */
    default long[] loads() {
        return new long[] {size()};
    }

    RegistryStatistics statistics();
}
