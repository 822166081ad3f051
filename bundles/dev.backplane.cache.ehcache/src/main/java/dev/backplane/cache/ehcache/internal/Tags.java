package dev.backplane.cache.ehcache.internal;

import java.util.HashMap;
import java.util.Map;

/** Which nodes have which tag. Thread-safe: each stripe of tags has a lock, and nothing else is locked under it. */
final class Tags {

    private static final int STRIPES = 64;

    /** Each guarded by itself. */
    private final Stripe[] stripes = new Stripe[STRIPES];

    private static final class Stripe {
        final Map<String, Group> groups = new HashMap<>();
    }

    Tags() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    private Stripe stripe(String tag) {
        int hash = tag.hashCode();
        return stripes[(hash ^ hash >>> 16) & (STRIPES - 1)];
    }

    /** Enters a node under its tags. One thread at a time for each node. */
    void add(Node node) {
        if (node.tags().isEmpty()) {
            return;
        }
        Link[] links = new Link[node.tags().size()];
        int next = 0;
        for (String tag : node.tags()) {
            Link link = new Link(node);
            Stripe stripe = stripe(tag);
            synchronized (stripe) {
                stripe.groups.computeIfAbsent(tag, Group::new).add(link);
                links[next++] = link;
            }
        }
        node.tagged = links;
    }

    /** Takes a node out again. */
    void drop(Node node) {
        for (Link link : node.tagged) {
            Group group = link.group;
            if (group == null) {
                continue;
            }
            Stripe stripe = stripe(group.name);
            synchronized (stripe) {
                if (link.group != null && group.drop(link)) {
                    stripe.groups.remove(group.name);
                }
            }
        }
    }

    /** Returns a walk over those with a tag. */
    Walk walk(String tag) {
        Stripe stripe = stripe(tag);
        synchronized (stripe) {
            Group group = stripe.groups.get(tag);
            return group == null ? Walk.NONE : new Walk(stripe, group);
        }
    }

    /** Returns the number of tags that have nodes. */
    int size() {
        int size = 0;
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                size += stripe.groups.size();
            }
        }
        return size;
    }
}
