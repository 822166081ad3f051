package dev.backplane.spi.cache;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.annotation.versioning.ProviderType;

/** All who watch a tier, for authors of shared tiers: what it is told, it tells to each of them. Thread-safe. */
@ProviderType
public final class CacheWatchers implements CacheWatcher {

    /** One of them; the same watcher may be there twice. */
    private record Place(CacheWatcher watcher, Object which) {}

    private final List<Place> all = new CopyOnWriteArrayList<>();

    /** Adds one, until the result is closed ({@link CacheTier#watch}). */
    public CacheTier.Watch add(CacheWatcher watcher) {
        Place place = new Place(watcher, new Object());
        all.add(place);
        return () -> all.remove(place);
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
