package dev.backplane.cache.ehcache.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which nodes have which tag. Thread-safe: each stripe of tags has a lock, and nothing else is locked under it. */
final class Tags {

    private static final int STRIPES = 64;

    /** Each guarded by itself. */
    private final Stripe[] stripes = new Stripe[STRIPES];

    private static final class Stripe {
        final Map<String, Bag<Link>> bags = new HashMap<>();
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
            Link link = new Link(node, tag);
            Stripe stripe = stripe(tag);
            synchronized (stripe) {
                Bag<Link> bag = stripe.bags.computeIfAbsent(tag, name -> new Bag<>());
                bag.add(link);
                link.bag = bag;
            }
            links[next++] = link;
        }
        node.tagged = links;
    }

    /** Takes a node out again. */
    void drop(Node node) {
        for (Link link : node.tagged) {
            Stripe stripe = stripe(link.tag);
            synchronized (stripe) {
                Bag<Link> bag = link.bag;
                if (bag != null) {
                    link.bag = null;
                    bag.drop(link);
                    if (bag.size() == 0) {
                        stripe.bags.remove(link.tag);
                    }
                }
            }
        }
    }

    /** Returns a walk over those with a tag; empty: there are none. */
    Optional<Walk<Link>> walk(String tag) {
        Stripe stripe = stripe(tag);
        synchronized (stripe) {
            return Optional.ofNullable(stripe.bags.get(tag)).map(bag -> new Walk<>(stripe, bag, link -> link.node));
        }
    }

    /** Returns the number of tags that have nodes. */
    int size() {
        int size = 0;
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                size += stripe.bags.size();
            }
        }
        return size;
    }
}
