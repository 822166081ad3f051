package dev.backplane.cache.ehcache.internal;

import org.ehcache.config.ResourceUnit;
import org.ehcache.core.spi.store.Store.ValueHolder;
import org.ehcache.core.spi.store.heap.SizeOfEngine;
import org.ehcache.core.spi.store.heap.SizeOfEngineProvider;
import org.ehcache.spi.service.Service;
import org.ehcache.spi.service.ServiceConfiguration;
import org.ehcache.spi.service.ServiceProvider;

/**
 * Tells Ehcache what entries take on the heap: what all tiers account them for. Its own way is to walk each value's objects by
 * reflection, which costs more than all the rest of a put.
 */
@SuppressWarnings("deprecation") // there is no other way to tell it yet
final class Weigher implements SizeOfEngineProvider {

    private volatile long least;

    /** @param least bytes that each entry takes at least, so that there are no more than so many */
    Weigher(long least) {
        this.least = least;
    }

    void setLeast(long bytes) {
        least = bytes;
    }

    @Override
    public SizeOfEngine createSizeOfEngine(ResourceUnit unit, ServiceConfiguration<?, ?>... configurations) {
        return new SizeOfEngine() {
            @Override
            public <K, V> long sizeof(K key, ValueHolder<V> holder) {
                return Math.max(least, ((Held) holder.get()).weight());
            }
        };
    }

    @Override
    public void start(ServiceProvider<Service> services) {
        // it has all it needs
    }

    @Override
    public void stop() {
        // nothing to let go
    }
}
