package dev.backplane.engine.internal;

import dev.backplane.api.Changes;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Carries what plugins announce to the engine, if there is one. A component of its own, so that a plugin which the engine
 * is taking in can have it already. Thread-safe.
 */
@Component(service = {Changes.class, ChangeFeed.class})
public final class ChangeFeed implements Changes {

    private volatile @Nullable Subscriptions target;

    private final CacheUse cache;

    @Activate
    public ChangeFeed(@Reference CacheUse cache) {
        this.cache = cache;
    }

    void connect(Subscriptions subscriptions) {
        target = subscriptions;
    }

    void disconnect() {
        target = null;
    }

    @Override
    public void resourceUpdated(String uri) {
        // before anybody is told, who will come and read it
        cache.changed(ScopesSeen.updated(uri));
        Subscriptions connected = target;
        if (connected != null) {
            connected.resourceUpdated(uri);
        }
    }

    @Override
    public void elicitationCompleted(String elicitationId) {
        Subscriptions connected = target;
        if (connected != null) {
            connected.elicitationCompleted(elicitationId);
        }
    }

    @Override
    public void resourceListChanged() {
        Subscriptions connected = target;
        if (connected != null) {
            connected.listChanged(Subscriptions.Listing.RESOURCES);
        }
    }
}
