package dev.backplane.cache.ehcache.internal;

import java.util.Iterator;
import java.util.List;

/**
 * How many values are there in a part of a tier, and how many of those have no time left; they stay.
 *
 * @param entries all of them
 * @param expired those whose time was over when the look began
 */
public record Overdue(long entries, long expired) {

    /** Looks at one of 16 parts, which keys are spread over evenly. */
    public static Overdue of(EhcacheTier tier, int part) {
        Shard shard = tier.core().index().shards().get(part & 15);
        long now = System.currentTimeMillis();
        long entries = 0;
        long expired = 0;
        for (Iterator<String> namespaces = shard.namespaces().iterator(); namespaces.hasNext(); ) {
            Walk<Node> walk = shard.walk(namespaces.next()).orElse(null);
            for (List<Node> nodes = walk == null ? List.of() : walk.next(); !nodes.isEmpty(); nodes = walk.next()) {
                entries += nodes.size();
                for (Node node : nodes) {
                    expired += node.in && node.over(now) ? 1 : 0;
                }
            }
        }
        return new Overdue(entries, expired);
    }
}
