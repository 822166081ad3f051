package dev.backplane.cache.ehcache.internal;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTierException;
import java.util.Map;
import org.ehcache.Cache;
import org.ehcache.spi.resilience.ResilienceStrategy;
import org.ehcache.spi.resilience.StoreAccessException;

/** Tells whoever calls that Ehcache cannot do it; by itself it would log it, and answer as if nothing were there. */
final class Strict implements ResilienceStrategy<CacheKey, Held> {

    private static CacheTierException failed(StoreAccessException e) {
        return new CacheTierException("Ehcache cannot: " + e.getMessage(), e);
    }

    @Override
    public Held getFailure(CacheKey key, StoreAccessException e) {
        throw failed(e);
    }

    @Override
    public boolean containsKeyFailure(CacheKey key, StoreAccessException e) {
        throw failed(e);
    }

    @Override
    public void putFailure(CacheKey key, Held value, StoreAccessException e) {
        throw failed(e);
    }

    @Override
    public void removeFailure(CacheKey key, StoreAccessException e) {
        throw failed(e);
    }

    @Override
    public void clearFailure(StoreAccessException e) {
        throw failed(e);
    }

    @Override
    public Cache.Entry<CacheKey, Held> iteratorFailure(StoreAccessException e) {
        throw failed(e);
    }

    @Override
    public Held putIfAbsentFailure(CacheKey key, Held value, StoreAccessException e) {
        throw failed(e);
    }

    @Override
    public boolean removeFailure(CacheKey key, Held value, StoreAccessException e) {
        throw failed(e);
    }

    @Override
    public Held replaceFailure(CacheKey key, Held value, StoreAccessException e) {
        throw failed(e);
    }

    @Override
    public boolean replaceFailure(CacheKey key, Held value, Held newValue, StoreAccessException e) {
        throw failed(e);
    }

    @Override
    public Map<CacheKey, Held> getAllFailure(Iterable<? extends CacheKey> keys, StoreAccessException e) {
        throw failed(e);
    }

    @Override
    public void putAllFailure(Map<? extends CacheKey, ? extends Held> entries, StoreAccessException e) {
        throw failed(e);
    }

    @Override
    public void removeAllFailure(Iterable<? extends CacheKey> keys, StoreAccessException e) {
        throw failed(e);
    }
}
