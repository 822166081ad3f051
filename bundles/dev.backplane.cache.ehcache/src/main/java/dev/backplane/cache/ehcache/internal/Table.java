package dev.backplane.cache.ehcache.internal;

import dev.backplane.spi.cache.CacheKey;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.Status;
import org.ehcache.config.ResourcePools;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.MemoryUnit;

/**
 * Ehcache, set up. Values never expire there: its expiry knows no look that is not a use, makes an object for each put, and finds
 * what has expired only when somebody asks for it, or it is chosen for eviction.
 */
final class Table implements AutoCloseable {

    private static final String NAME = "backplane";

    final Cache<CacheKey, Held> cache;
    private final CacheManager manager;
    private final Weigher weigher;
    private final long firstHeapBytes;

    /** @throws IllegalStateException if there is not so much memory */
    Table(Sizes sizes, Follower follower, CoarseTime time) {
        ClassLoader loader = Table.class.getClassLoader();
        firstHeapBytes = sizes.heapBytes();
        weigher = new Weigher(sizes.leastBytes());
        CacheConfigurationBuilder<CacheKey, Held> configuration =
                CacheConfigurationBuilder.newCacheConfigurationBuilder(
                                CacheKey.class, Held.class, pools(sizes, firstHeapBytes))
                        .withClassLoader(loader)
                        .withResilienceStrategy(new Strict());
        if (sizes.besideHeap()) {
            configuration = configuration.withKeySerializer(new KeyForm()).withValueSerializer(new HeldForm());
        }
        manager = CacheManagerBuilder.newCacheManagerBuilder()
                .withClassLoader(loader)
                .using(follower)
                .using(weigher)
                .using(time)
                .withCache(NAME, configuration)
                .build(true);
        cache = manager.getCache(NAME, CacheKey.class, Held.class);
    }

    private static ResourcePools pools(Sizes sizes, long heapBytes) {
        ResourcePoolsBuilder pools =
                ResourcePoolsBuilder.newResourcePoolsBuilder().heap(heapBytes, MemoryUnit.B);
        if (sizes.besideHeap()) {
            pools = pools.offheap(sizes.offHeapBytes(), MemoryUnit.B);
        }
        return pools.build();
    }

    /** Changes how much fits on the heap. */
    void resize(Sizes sizes) {
        weigher.setLeast(sizes.leastBytes());
        // Ehcache compares with the size that it began with, and takes the same one for no change
        long heapBytes = sizes.heapBytes() == firstHeapBytes ? firstHeapBytes + 1 : sizes.heapBytes();
        cache.getRuntimeConfiguration().updateResourcePools(pools(sizes, heapBytes));
    }

    @Override
    public void close() {
        if (manager.getStatus() == Status.AVAILABLE) {
            manager.close();
        }
    }
}
