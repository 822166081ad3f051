package dev.backplane.cache.hazelcast.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the cache tier that nodes have in common, PID {@value HazelcastCacheTier#PID}. */
@ObjectClassDefinition(
        id = HazelcastCacheTier.PID,
        name = "Backplane: cache of a cluster",
        description =
                "Who belongs to the cluster, and where this node listens. A change makes the node leave and join anew.")
public @interface HazelcastConfig {

    @AttributeDefinition(
            name = "Members",
            description = "Other nodes, as host:port, some of them at least; empty: none, this node is alone.")
    String[] members() default {};

    @AttributeDefinition(name = "Host", description = "Address to listen on, and by which others reach this node.")
    String host() default "127.0.0.1";

    @AttributeDefinition(
            name = "Port",
            description = "0 to 65535; 0: the first free one from 5701 on.",
            min = "0",
            max = "65535")
    int port() default 0;

    @AttributeDefinition(name = "Cluster", description = "Nodes of other clusters are not joined.")
    String cluster() default "backplane";

    @AttributeDefinition(
            name = "Backups",
            description = "On how many further nodes each value is, 0 to 6: so many can be lost at once.",
            min = "0",
            max = "6")
    int backups() default 1;

    @AttributeDefinition(
            name = "Bytes",
            description =
                    "What the values of this node may take, backups included, 1048576 (1 MiB) to 2^40; those that were"
                            + " used the longest ago go first. 0: a tenth of the heap.",
            min = "0",
            max = "1099511627776")
    long bytesMax() default 0;

    @AttributeDefinition(
            name = "Bound, milliseconds",
            description = "How long a call may take, 1 to 60000; one that takes longer fails.",
            min = "1",
            max = "60000")
    int timeoutMillis() default 200;
}
