package dev.backplane.cache.ehcache.internal;

import org.jspecify.annotations.Nullable;

/** A node's place among those with a tag. Guarded by the tag's stripe. */
final class Link implements Bag.Member {

    static final Link[] NO_LINKS = {};

    final Node node;
    final String tag;

    /** Null: it is in none any more. */
    @Nullable
    Bag<Link> bag;

    private int place;

    Link(Node node, String tag) {
        this.node = node;
        this.tag = tag;
    }

    @Override
    public int place() {
        return place;
    }

    @Override
    public void place(int next) {
        place = next;
    }
}
