package dev.backplane.cache.ehcache.internal;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import java.util.Set;

/** A value's entry in the {@link Index}, from when it is put until it goes. */
final class Node extends Held implements Bag.Member {

    /** No value loses more of its time than a 32nd, nor more than this. */
    private static final int EARLY_MAX_MILLIS = 500;

    private static final int EARLY_SHARE_BITS = 5;

    final CacheKey key;
    private final long weight;
    private final long expires;
    private final long idleMillis;

    /** How long before its time is over it may be taken out, in milliseconds. */
    private final int early;

    /** When it was put or got, in milliseconds; of two uses at the same time either may stay. */
    private volatile long used;

    // guarded by its shard

    /** Whether it is in the index; once it has gone, it never comes back. */
    boolean in;

    /** Where it is among those of its namespace. */
    private int place;

    /** Where in the wheel: the slot's number, or {@link Wheel#NONE}; and where in that. */
    int slot = Wheel.NONE;

    int slotPlace;

    /** Among those of each of its tags; each link guarded by its tag's stripe, the array set by whoever puts the node in. */
    Link[] tagged = Link.NO_LINKS;

    Node(long number, CacheKey key, CachedValue value, long weight, long nowMillis) {
        super(number, value);
        this.key = key;
        this.weight = weight;
        expires = value.expires();
        idleMillis = value.idleMillis();
        used = nowMillis;
        early = (int) Math.min(EARLY_MAX_MILLIS, (due() - nowMillis) >> EARLY_SHARE_BITS);
    }

    /** Returns when its time is over, if nobody uses it until then. */
    long due() {
        if (idleMillis == 0) {
            return expires;
        }
        long idle = used + idleMillis;
        return idle < used ? expires : Math.min(expires, idle);
    }

    /**
     * Returns from when on it may be taken out: a little before its time is over, so that it has gone by then, though whoever takes
     * it out has others to take out first or has to wait for a processor.
     */
    long leaves() {
        long due = due();
        return due == Long.MAX_VALUE ? due : due - early;
    }

    @Override
    public int place() {
        return place;
    }

    @Override
    public void place(int next) {
        place = next;
    }

    @Override
    long weight() {
        return weight;
    }

    boolean over(long nowMillis) {
        return nowMillis >= due();
    }

    long used() {
        return used;
    }

    void use(long nowMillis) {
        used = nowMillis;
    }

    /** Returns the tags of a node that was just made, and has its value. */
    Set<String> tags() {
        return value(key).tags();
    }
}
