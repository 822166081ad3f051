package dev.backplane.cache.hazelcast.internal;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheWatcher;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All who want to be told. Thread-safe. */
final class Watchers implements CacheWatcher {

    /** One of them; the same watcher may be there twice. */
    private record Place(CacheWatcher watcher, Object which) {}

    private final List<Place> all = new CopyOnWriteArrayList<>();

    /** Adds one; what is returned takes it away. */
    Runnable add(CacheWatcher watcher) {
        Place place = new Place(watcher, new Object());
        all.add(place);
        return () -> all.remove(place);
    }

    /** Passes on what another node says it has done: what kind it is of, and to what. */
    void tell(String news) {
        String rest = news.substring(1);
        switch (news.charAt(0)) {
            case 'w' -> written(List.of(Stored.key(rest)));
            case 't' -> invalidated(List.of(rest));
            case 'n' -> cleared(rest);
            default -> missed();
        }
    }

    @Override
    public void written(Collection<CacheKey> keys) {
        all.forEach(place -> place.watcher().written(keys));
    }

    @Override
    public void invalidated(Collection<String> tags) {
        all.forEach(place -> place.watcher().invalidated(tags));
    }

    @Override
    public void cleared(String namespace) {
        all.forEach(place -> place.watcher().cleared(namespace));
    }

    @Override
    public void missed() {
        all.forEach(place -> place.watcher().missed());
    }
}
