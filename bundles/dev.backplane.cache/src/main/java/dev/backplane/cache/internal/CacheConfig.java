package dev.backplane.cache.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the cache, PID {@value TieredCache#PID}. */
@ObjectClassDefinition(
        id = TieredCache.PID,
        name = "Backplane: cache",
        description = "How the cache uses the tiers that are there. Changes apply at once and forget nothing.")
public @interface CacheConfig {

    @AttributeDefinition(
            name = "Tiers that are written later",
            description =
                    "Those of cache.l1, cache.l2, cache.l3 that are written in batches, by a thread of their own; the"
                            + " others are written before a put returns.")
    String[] behindTiers() default {"cache.l3"};

    @AttributeDefinition(
            name = "Writes that may wait",
            description = "How many writes may wait for a tier, 1 to 1000000. Beyond that, whoever writes waits for the"
                    + " tier; where that cannot be written, it is emptied before it is used again.",
            min = "1",
            max = "1000000")
    int waitingWritesMax() default 10_000;

    @AttributeDefinition(
            name = "Bytes that may wait",
            description = "How many bytes the writes that wait for a tier may have, 1024 to 1099511627776.",
            min = "1024",
            max = "1099511627776")
    long waitingBytesMax() default 67_108_864;

    @AttributeDefinition(
            name = "Writes a batch",
            description = "How many writes that wait are done in one round trip, 1 to 10000.",
            min = "1",
            max = "10000")
    int batchMax() default 256;

    @AttributeDefinition(
            name = "Retry time, milliseconds",
            description = "How long after a failure it is tried again to write what waits for a tier, 1 to 60000.",
            min = "1",
            max = "60000")
    long retryMillis() default 500;

    @AttributeDefinition(
            name = "Flush time, milliseconds",
            description = "How long it may take to write what waits when the cache or a tier stops, 0 to 600000.",
            min = "0",
            max = "600000")
    long flushMillis() default 10_000;

    @AttributeDefinition(
            name = "Wait for a load, milliseconds",
            description = "How long a call waits for a value that another call loads, 1 to 600000.",
            min = "1",
            max = "600000")
    long loadWaitMillis() default 30_000;

    @AttributeDefinition(
            name = "Threads that renew",
            description = "How many values are renewed in the background at once, 1 to 256.",
            min = "1",
            max = "256")
    int refreshThreads() default 4;

    @AttributeDefinition(
            name = "Share of a namespace, percent",
            description =
                    "How much of a tier that is nearly full a namespace may have before it has to make room for what"
                            + " it puts in, 1 to 100.",
            min = "1",
            max = "100")
    int sharePercent() default 50;

    @AttributeDefinition(name = "Shares of certain namespaces", description = "As namespace=percent, each 1 to 100.")
    String[] shares() default {};

    @AttributeDefinition(name = "Compression", description = "deflate, or none.")
    String compression() default "deflate";

    @AttributeDefinition(
            name = "Compressed above, bytes",
            description = "From how many bytes on values are compressed, 64 to 1073741824.",
            min = "64",
            max = "1073741824")
    int compressAboveBytes() default 1_024;

    @AttributeDefinition(name = "Compression level", description = "1 (fast) to 9 (small).", min = "1", max = "9")
    int compressionLevel() default 1;

    @AttributeDefinition(
            name = "Tiers that are compressed",
            description =
                    "Those of cache.l1, cache.l2, cache.l3 that have values compressed; a hit on one of them costs"
                            + " decompressing.")
    String[] compressedTiers() default {"cache.l2", "cache.l3"};

    @AttributeDefinition(
            name = "Greatest value, bytes",
            description = "Values that are larger are not kept, 1024 to 1073741824.",
            min = "1024",
            max = "1073741824")
    int valueMaxBytes() default 16_777_216;
}
