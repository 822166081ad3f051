package dev.backplane.cache.ehcache.internal;

import static java.util.Objects.requireNonNull;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.TierCounters;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.ehcache.Cache;
import org.ehcache.core.CacheConfigurationChangeListener;
import org.ehcache.core.events.CacheEventDispatcher;
import org.ehcache.core.events.CacheEventDispatcherFactory;
import org.ehcache.core.spi.store.Store;
import org.ehcache.core.spi.store.events.StoreEventFilter;
import org.ehcache.core.spi.store.events.StoreEventSource;
import org.ehcache.event.CacheEventListener;
import org.ehcache.event.EventFiring;
import org.ehcache.event.EventOrdering;
import org.ehcache.event.EventType;
import org.ehcache.spi.service.Service;
import org.ehcache.spi.service.ServiceConfiguration;
import org.ehcache.spi.service.ServiceProvider;
import org.jspecify.annotations.Nullable;

/**
 * Has the {@link Index} follow Ehcache's table. Ehcache delivers events by handing each to another thread and waiting for it; so
 * this takes the place of what does that, and looks at them where they arise: Ehcache asks a filter whether anybody wants an event
 * while it has the key locked. Nobody ever does, so none is made.
 */
final class Follower implements CacheEventDispatcherFactory, StoreEventFilter<CacheKey, Held> {

    private final Index index;
    private final TierCounters counters;
    private final LongAdder evictions = new LongAdder();

    /**
     * What a thread has removed, from its asking ({@link #ASKED}) to its looking. Of types of the JDK alone: threads are
     * other people's, and outlive this bundle.
     */
    private final ThreadLocal<@Nullable Object[]> removed = ThreadLocal.withInitial(() -> new Object[1]);

    private static final Object ASKED = Boolean.TRUE;

    Follower(Index index, TierCounters counters) {
        this.index = index;
        this.counters = counters;
    }

    /** Returns how many entries this table has evicted. */
    long evictions() {
        return evictions.sum();
    }

    /** Removes a key from Ehcache's table. Returns its node; null: there was none. */
    @Nullable
    Node remove(Cache<CacheKey, Held> table, CacheKey key) {
        @Nullable Object[] place = removed.get();
        place[0] = ASKED;
        try {
            table.remove(key);
            return place[0] instanceof Node node ? node : null;
        } finally {
            place[0] = null;
        }
    }

    /** Called while Ehcache has the key locked. */
    @Override
    public boolean acceptEvent(EventType type, CacheKey key, @Nullable Held before, @Nullable Held after) {
        switch (type) {
            case CREATED -> index.enter((Node) requireNonNull(after));
            case UPDATED -> index.replace(requireNonNull(before), (Node) requireNonNull(after));
            case EVICTED -> {
                if (index.leave(requireNonNull(before)) != null) {
                    evictions.increment();
                    counters.evicted(key.namespace());
                }
            }
            case REMOVED, EXPIRED -> {
                Node gone = index.leave(requireNonNull(before));
                @Nullable Object[] place = removed.get();
                if (place[0] == ASKED) {
                    place[0] = gone;
                }
            }
        }
        return false;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> CacheEventDispatcher<K, V> createCacheEventDispatcher(
            Store<K, V> store, ServiceConfiguration<?, ?>... configurations) {
        // of the one cache that there is
        return new Dispatcher<>((StoreEventFilter<K, V>) this);
    }

    @Override
    public <K, V> void releaseCacheEventDispatcher(CacheEventDispatcher<K, V> dispatcher) {
        // it ends with its cache
    }

    @Override
    public void start(ServiceProvider<Service> services) {
        // it has all it needs
    }

    @Override
    public void stop() {
        // nothing to let go
    }

    /** Registers the filter; there are no listeners. */
    private record Dispatcher<K, V>(StoreEventFilter<K, V> filter) implements CacheEventDispatcher<K, V> {

        @Override
        public void setStoreEventSource(StoreEventSource<K, V> source) {
            source.addEventFilter(filter);
            // without a listener, filters are not asked
            source.addEventListener(event -> {});
        }

        @Override
        public void registerCacheEventListener(
                CacheEventListener<? super K, ? super V> listener,
                EventOrdering ordering,
                EventFiring firing,
                EnumSet<EventType> types) {
            throw new IllegalStateException("this cache tells no listeners");
        }

        @Override
        public void deregisterCacheEventListener(CacheEventListener<? super K, ? super V> listener) {
            throw new IllegalStateException("this cache tells no listeners");
        }

        @Override
        public void shutdown() {
            // nothing to shut down
        }

        @Override
        public void setListenerSource(Cache<K, V> cache) {
            // for listeners alone
        }

        @Override
        public List<CacheConfigurationChangeListener> getConfigurationChangeListeners() {
            return List.of();
        }
    }
}
