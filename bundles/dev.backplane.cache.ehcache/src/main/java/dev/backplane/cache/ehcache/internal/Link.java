package dev.backplane.cache.ehcache.internal;

import org.jspecify.annotations.Nullable;

/** A node's place in a {@link Group}, or the place of one who walks it. Guarded by the group's lock. */
final class Link {

    static final Link[] NO_LINKS = {};

    /** Null: the group's head, or a walker. */
    final @Nullable Node node;

    /** Null: in none. */
    @Nullable
    Group group;

    Link previous = this;
    Link next = this;

    Link(@Nullable Node node) {
        this.node = node;
    }

    void putAfter(Link other) {
        previous = other;
        next = other.next;
        other.next.previous = this;
        other.next = this;
    }

    void take() {
        previous.next = next;
        next.previous = previous;
        previous = this;
        next = this;
    }
}
