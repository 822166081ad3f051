package dev.backplane.cache.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * When tags were last invalidated, so that what was made from before that is not kept. Thread-safe. Tags share stripes: a value
 * may be taken for outdated without being so, never the other way round.
 *
 * <p>Whoever keeps a value holds its tags meanwhile, together with others who keep values; marking a tag waits for them. So
 * what was kept before the mark is found by an invalidation that follows it, and what comes after the mark knows of it.
 */
final class Stamps {

    /** A power of two; many more than tags that are invalidated while one value is loaded. */
    private static final int STRIPES = 2_048;

    private final AtomicLong now = new AtomicLong();
    private final AtomicLongArray marks = new AtomicLongArray(STRIPES);
    private final StampedLock[] locks = new StampedLock[STRIPES];

    Stamps() {
        Arrays.setAll(locks, i -> new StampedLock());
    }

    /** Returns a moment, to compare marks with. */
    long now() {
        return now.get();
    }

    /** Marks a tag as invalidated now. Not for one who holds tags. */
    void mark(String tag) {
        mark(tag, () -> {});
    }

    /** Marks a tag as invalidated once something has been done; until then nobody holds it. Not for one who holds tags. */
    void mark(String tag, Runnable invalidation) {
        int stripe = stripe(tag);
        long stamp = locks[stripe].writeLock();
        try {
            invalidation.run();
        } finally {
            marks.set(stripe, now.incrementAndGet());
            locks[stripe].unlockWrite(stamp);
        }
    }

    /** Tells whether any of the tags was invalidated after a moment. */
    boolean marked(String namespace, Collection<String> tags, long after) {
        if (marks.get(stripe(namespace)) > after) {
            return true;
        }
        for (String tag : tags) {
            if (marks.get(stripe(tag)) > after) {
                return true;
            }
        }
        return false;
    }

    /** Holds tags, until the result is closed. */
    Held hold(String namespace, Collection<String> tags) {
        return Objects.requireNonNull(hold(namespace, tags, true));
    }

    /** As {@link #hold}, but for null where one of them is being invalidated just now. */
    @Nullable
    Held tryHold(String namespace, Collection<String> tags) {
        return hold(namespace, tags, false);
    }

    private @Nullable Held hold(String namespace, Collection<String> tags, boolean waits) {
        int[] stripes = new int[1 + tags.size()];
        stripes[0] = stripe(namespace);
        int next = 1;
        for (String tag : tags) {
            stripes[next++] = stripe(tag);
        }
        // always in the same order, and each once: who waits holds smaller ones only
        Arrays.sort(stripes);
        long[] stamps = new long[stripes.length];
        for (int i = 0; i < stripes.length; i++) {
            if (i == 0 || stripes[i] != stripes[i - 1]) {
                StampedLock lock = locks[stripes[i]];
                stamps[i] = waits ? lock.readLock() : lock.tryReadLock();
                if (stamps[i] == 0) {
                    release(stripes, stamps);
                    return null;
                }
            }
        }
        return () -> release(stripes, stamps);
    }

    private void release(int[] stripes, long[] stamps) {
        for (int i = 0; i < stripes.length; i++) {
            if (stamps[i] != 0) {
                locks[stripes[i]].unlockRead(stamps[i]);
            }
        }
    }

    /** Tags that are held. */
    @FunctionalInterface
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    private static int stripe(String tag) {
        int hash = tag.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 16) & (STRIPES - 1);
    }
}
