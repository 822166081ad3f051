package dev.backplane.cache.ehcache.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks a group, a few nodes at a time, while others put nodes in and take them out: all that were there from beginning to end
 * are met, those that came meanwhile are not. To be closed. Not thread-safe itself.
 */
final class Walk implements AutoCloseable {

    /** A walk of nothing. */
    static final Walk NONE = new Walk(new Object(), null);

    /** How many nodes a lock is held for. */
    private static final int STEP = 64;

    private final Object lock;
    private final @Nullable Group group;
    private final Link place = new Link(null);
    private boolean begun;

    /** @param lock guards the group */
    Walk(Object lock, @Nullable Group group) {
        this.lock = lock;
        this.group = group;
    }

    /** Returns the next ones; none: that was the end. */
    List<Node> next() {
        if (group == null) {
            return List.of();
        }
        List<Node> found = new ArrayList<>(STEP);
        synchronized (lock) {
            if (!begun) {
                begun = true;
                place.putAfter(group.head);
            }
            Link link = place.next;
            while (link != group.head && found.size() < STEP) {
                if (link.node != null) {
                    found.add(link.node);
                }
                link = link.next;
            }
            place.take();
            place.putAfter(link.previous);
        }
        if (found.isEmpty()) {
            close();
        }
        return found;
    }

    @Override
    public void close() {
        if (group != null) {
            synchronized (lock) {
                place.take();
            }
        }
    }
}
