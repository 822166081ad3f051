package dev.backplane.cache.ehcache.internal;

/** Nodes that have something in common: a tag, or a namespace. Newest first. Guarded by a lock that its owner has. */
final class Group {

    final String name;
    final Link head = new Link(null);
    private int size;

    Group(String name) {
        this.name = name;
    }

    void add(Link link) {
        link.group = this;
        link.putAfter(head);
        size++;
    }

    /** Takes a link out. Returns whether it was the last one. */
    boolean drop(Link link) {
        link.group = null;
        link.take();
        return --size == 0;
    }
}
