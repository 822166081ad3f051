package dev.backplane.slots.internal;

import dev.backplane.spi.cache.CacheEntry;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheTierException;
import dev.backplane.spi.cache.CacheWrite;
import dev.backplane.spi.cache.CachedValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves cache tiers. The mark of a value is its key; of what was invalidated or cleared, that write itself.
 *
 * <p>A value may get lost on the way, but never one stay that has gone from the old tier: what a mark tells of is read from the
 * old one after the mark was taken, and what cannot be read is forgotten by the new one. So a tier that has broken down can be
 * swapped, too; it only has nothing to hand over.
 */
final class CacheTransfer implements Transfer<CacheTier> {

    /** The mark of a tier of which anything may have changed. */
    static final Object ALL = new Object();

    private static final Logger LOG = LoggerFactory.getLogger(CacheTransfer.class);

    private static final String TRIAL = "slots.trial";

    /** How long a trial that was given up may stay, in milliseconds. */
    private static final long TRIAL_MILLIS = 60_000;

    /** A tier that cannot do it now may do later; one that does it wrong will not. */
    @Override
    public void check(CacheTier newcomer) {
        // nobody else's, where other nodes try out the same tier
        String name = UUID.randomUUID().toString();
        CacheKey key = new CacheKey(TRIAL, name);
        byte[] content = name.getBytes(StandardCharsets.UTF_8);
        long now = System.currentTimeMillis();
        long end = now + TRIAL_MILLIS;
        CachedValue value =
                new CachedValue(content, "", content.length, name, now, end, end, 0, Set.of(TRIAL + name), false);
        try {
            newcomer.put(key, value);
            CachedValue kept = newcomer.get(key);
            require(kept == null || Arrays.equals(kept.bytes(), content), "it finds another value than was put in");
            newcomer.invalidate(TRIAL + name);
            require(newcomer.get(key) == null, "it finds a value that was invalidated");
            newcomer.put(key, value);
            newcomer.remove(key);
            require(newcomer.get(key) == null, "it finds a value that was removed");
        } catch (CacheTierException e) {
            LOG.warn("A cache tier serves though it cannot now: {}", e.getMessage());
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    @Override
    public boolean moves() {
        return true;
    }

    @Override
    public boolean mayLose() {
        return true;
    }

    @Override
    public long size(CacheTier of) {
        try {
            return of.size();
        } catch (CacheTierException e) {
            return 0;
        }
    }

    @Override
    public Stream<?> marks(CacheTier of) {
        try {
            return of.entries().map(CacheEntry::key);
        } catch (CacheTierException e) {
            LOG.warn("A cache tier has nothing to hand over: {}", e.getMessage());
            return Stream.empty();
        }
    }

    @Override
    public void copy(CacheTier from, CacheTier to, List<?> marks, Runnable moved) {
        if (marks.contains(ALL)) {
            to.clear();
            moved.run();
        }
        List<CacheKey> keys = new ArrayList<>(marks.size());
        List<CacheWrite> writes = new ArrayList<>(marks.size());
        for (Object mark : marks) {
            if (mark instanceof CacheKey key) {
                keys.add(key);
            } else if (mark instanceof CacheWrite write) {
                writes.add(write);
            }
        }
        Map<CacheKey, CachedValue> now = read(from, keys);
        for (CacheKey key : keys) {
            CachedValue value = now.get(key);
            writes.add(value == null ? new CacheWrite.Remove(key) : new CacheWrite.Put(key, value));
        }
        to.write(writes);
        moved.run();
    }

    private static Map<CacheKey, CachedValue> read(CacheTier from, List<CacheKey> keys) {
        try {
            return from.peekAll(keys);
        } catch (CacheTierException e) {
            LOG.debug("{} values stay behind", keys.size(), e);
            return Map.of();
        }
    }

    @Override
    public void clear(CacheTier of) {
        of.clear();
    }

    @Override
    public void letGo(CacheTier of) {
        if (!of.shared()) {
            of.clear();
        }
    }
}
