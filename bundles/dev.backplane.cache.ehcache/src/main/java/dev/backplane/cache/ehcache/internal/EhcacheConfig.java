package dev.backplane.cache.ehcache.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the tier, PID {@value EhcacheTier#PID}. */
@ObjectClassDefinition(
        id = EhcacheTier.PID,
        name = "Backplane: cache in memory",
        description = "How much the fastest tier of the cache keeps. Changes apply at once.")
public @interface EhcacheConfig {

    @AttributeDefinition(
            name = "Heap, megabytes",
            description = "What values, keys and tags may take of the Java heap, 1 to 1048576.",
            min = "1",
            max = "1048576")
    long heapMegabytes() default 64;

    @AttributeDefinition(
            name = "Entries on the heap",
            description = "How many entries there may be on the heap, 1000 to 1000000000; 0: as many as fit.",
            min = "0",
            max = "1000000000")
    long heapEntriesMax() default 0;

    @AttributeDefinition(
            name = "Beside the heap, megabytes",
            description =
                    "What values may take of memory beside the heap (the JVM's direct memory), more than on the heap, to"
                            + " 1048576; 0: nothing. The memory is taken at once; a change empties the tier.",
            min = "0",
            max = "1048576")
    long offHeapMegabytes() default 0;
}
