package dev.backplane.cache.internal;

import dev.backplane.api.cache.Cache;
import dev.backplane.spi.cache.CacheTier;
import java.lang.reflect.Proxy;

/** What benchmarks need of the inside of the cache's bundle. */
public final class Inside {

    private Inside() {}

    /** Returns a cache, configured as by default, of one tier. */
    public static Cache over(CacheTier fastest) {
        CacheConfig config = (CacheConfig) Proxy.newProxyInstance(
                CacheConfig.class.getClassLoader(),
                new Class<?>[] {CacheConfig.class},
                (proxy, method, arguments) -> method.getDefaultValue());
        TieredCache cache = new TieredCache(config);
        cache.attach(0, fastest);
        return cache;
    }

    /** Returns the bytes as they are kept compressed; the very array: as they are. */
    public static byte[] compressed(byte[] bytes, int level) {
        return Deflate.compress(bytes, level);
    }

    public static byte[] decompressed(byte[] bytes, int length) {
        return Deflate.decompress(bytes, length);
    }
}
