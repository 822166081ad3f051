package dev.backplane.cache.ehcache.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Walks a bag, a few things at a time, while others put things in and take them out. All that are there from beginning to end are
 * met, some perhaps twice: the walk goes from the last place to the first, and what moves comes from places where it has been. Not
 * thread-safe itself.
 */
final class Walk<T extends Bag.Member> {

    /** How many things a lock is held for. */
    private static final int STEP = 64;

    private final Object lock;
    private final Bag<T> bag;
    private final Function<T, Node> node;
    private int place;

    /** @param lock guards the bag, and is held now */
    Walk(Object lock, Bag<T> bag, Function<T, Node> node) {
        this.lock = lock;
        this.bag = bag;
        this.node = node;
        place = bag.size();
    }

    /** Returns the next ones; none: that was the end. */
    List<Node> next() {
        List<Node> found = new ArrayList<>(Math.min(STEP, place));
        synchronized (lock) {
            place = Math.min(place, bag.size());
            while (place > 0 && found.size() < STEP) {
                found.add(node.apply(bag.get(--place)));
            }
        }
        return found;
    }
}
