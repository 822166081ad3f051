package dev.backplane.engine.internal;

import dev.backplane.api.cache.Cache;
import dev.backplane.api.cache.CachePolicy;
import dev.backplane.api.cache.CacheView;
import dev.backplane.engine.internal.held.HeldTable;
import dev.backplane.spi.cache.HeldValues;
import dev.backplane.spi.registry.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform's cache, where there is one: it may come, go and be replaced while requests run. A component of its own, so that
 * none of that restarts the engine. Thread-safe; looking for a view reads one field.
 */
@Component(service = CacheUse.class)
public final class CacheUse {

    /** What the engine has the cache keep, each in a namespace of its own. */
    enum Namespace {
        COMPLETIONS,
        RESOURCES,
        RESULTS;

        String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(CacheUse.class);

    /** Changes that are remembered for a cache that is not there; beyond, it starts with nothing. */
    private static final int MISSED_MAX = 10_000;

    /** What is put without a policy of its own goes soon. */
    private static final CachePolicy POLICY = CachePolicy.live(Duration.ofSeconds(1));

    /** Tags that no cache was there to hear of. Guarded by this. */
    private final Set<String> missed = new LinkedHashSet<>();

    /** Guarded by this. */
    private boolean missedTooMany;

    /** Written under the lock. */
    private volatile @Nullable Cache cache;

    private volatile Map<Namespace, CacheView<byte[]>> views = Map.of();

    /** What the engine holds by itself, as the cache sees it. Guarded by this. */
    private final List<ServiceRegistration<?>> held = new ArrayList<>();

    private final @Nullable BundleContext context;

    /** @param context null: there is no framework */
    @Activate
    public CacheUse(@Nullable BundleContext context) {
        this.context = context;
    }

    /**
     * Returns an empty table of what the engine holds by itself, as objects, until {@link #disconnect}. The cache shows it,
     * where there is one, and has it forget.
     */
    synchronized <K, V> HeldTable<K, V> table(
            String namespace, int entriesMax, long bytesMax, ToLongFunction<V> weigher) {
        HeldTable<K, V> table = new HeldTable<>(namespace, entriesMax, bytesMax, weigher);
        show(table);
        return table;
    }

    /** Has the cache show what the engine holds by itself, and have it forget, until {@link #disconnect}. */
    synchronized void show(HeldValues values) {
        if (context != null) {
            held.add(context.registerService(HeldValues.class, values, null));
        }
    }

    /** The engine ends, and what it holds. */
    synchronized void disconnect() {
        held.forEach(ServiceRegistration::unregister);
        held.clear();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void setCache(Cache added) {
        Map<Namespace, CacheView<byte[]>> fresh = new EnumMap<>(Namespace.class);
        for (Namespace namespace : Namespace.values()) {
            fresh.put(namespace, added.namespace(namespace.title(), POLICY));
        }
        // its tiers may have been there before, and hold what has changed since
        if (missedTooMany) {
            fresh.values().forEach(CacheView::clear);
        } else {
            missed.forEach(added::invalidate);
        }
        missed.clear();
        missedTooMany = false;
        cache = added;
        views = fresh;
    }

    synchronized void unsetCache(Cache removed) {
        if (cache == removed) {
            views = Map.of();
            cache = null;
        }
    }

    /** Returns the values of a namespace, which whoever puts them gives a policy; null: there is no cache. */
    @Nullable
    CacheView<byte[]> view(Namespace namespace) {
        return views.get(namespace);
    }

    /** Returns the tag of all that was made by what serves under a name, on any node. */
    static String tag(Key key) {
        return key.kind() + ':' + key.name();
    }

    /** Something else serves under the name from now on, or nothing: what was made by it is forgotten, now or before it is looked for. */
    synchronized void changed(Key key) {
        Cache present = cache;
        String tag = tag(key);
        if (present != null) {
            try {
                present.invalidate(tag);
                return;
            } catch (RuntimeException e) {
                LOG.warn("The cache could not be told that {} has changed, so it is not used any more", tag, e);
                unsetCache(present);
            }
        }
        if (missed.size() < MISSED_MAX) {
            missed.add(tag);
        } else {
            missedTooMany = true;
        }
    }
}
