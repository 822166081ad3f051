package dev.backplane.engine.internal;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.slot.SlotEmptyException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of one kind that plugins offer, by name, found through the registry. Of several under one name the first
 * serves and the others wait. One that is taken away keeps its name, and stays listed, while something may come back to it;
 * its removal waits for its calls. Thread-safe; changes are guarded by the shelf, look-ups wait for nobody.
 *
 * @param <T> what stands on it
 */
final class Shelf<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);

    /** Hears of changes, with the shelf's lock held. */
    interface Listener {

        /** What serves under the name has changed, and so what is listed. */
        void changed(Key key);

        /** Nothing more is expected soon of whoever changed it: clients may be told. */
        void announce();
    }

    /** Makes the stand of a service. */
    interface Carpenter<T> {
        Stand<T> stand(Shelf<T> shelf, Departures departures, String name, T value, Owner owner);
    }

    private final Registry registry;
    private final String kind;
    private final Subscriptions.Listing listing;
    private final Departures departures;
    private final Listener listener;
    private final Carpenter<T> carpenter;
    private final Map<Object, Stand<T>> stands = new IdentityHashMap<>();
    private final NavigableMap<String, Stand<T>> serving = new ConcurrentSkipListMap<>();

    /** What was listed at the end. Guarded by this. */
    private List<Stand<T>> last = List.of();

    /** @param listing in which clients see it */
    Shelf(Registry registry, String kind, Subscriptions.Listing listing, Departures departures, Listener listener) {
        this(registry, kind, listing, departures, listener, Stand::new);
    }

    /** @param carpenter makes stands that show more than others */
    Shelf(
            Registry registry,
            String kind,
            Subscriptions.Listing listing,
            Departures departures,
            Listener listener,
            Carpenter<T> carpenter) {
        this.carpenter = carpenter;
        this.registry = registry;
        this.kind = kind;
        this.listing = listing;
        this.departures = departures;
        this.listener = listener;
        departures.join(this);
    }

    String kind() {
        return kind;
    }

    Subscriptions.Listing listing() {
        return listing;
    }

    // ---- changes -------------------------------------------------------------------------------------------------

    void add(Object service, String name, T value, Owner owner) {
        departures.returned(owner);
        Stand<T> stand = carpenter.stand(this, departures, name, value, owner);
        synchronized (this) {
            stands.put(service, stand);
        }
        enter(service, stand);
    }

    private void enter(Object service, Stand<T> stand) {
        Stand<T> former = null;
        synchronized (this) {
            if (stands.get(service) != stand) {
                return;
            }
            try {
                former = serve(stand);
            } catch (SlotEmptyException e) {
                LOG.warn(
                        "The {} '{}' of {} waits for the registry: {}",
                        kind,
                        stand.name(),
                        stand.owner(),
                        e.getMessage());
                departures.retry(() -> enter(service, stand));
            }
        }
        if (former != null) {
            departures.proceed(former);
        }
    }

    /** Takes the stand's name, if it is free or held; returns the one that held it. */
    private @Nullable Stand<T> serve(Stand<T> stand) {
        Entry other = registry.register(stand.entry());
        while (other != null) {
            if (!(other.value() instanceof Stand<?> holder) || !holder.away()) {
                LOG.warn(
                        "Another {} is named '{}' already: the one of {} waits until that is gone",
                        kind,
                        stand.name(),
                        stand.owner());
                return null;
            }
            if (registry.replace(other, stand.entry())) {
                break;
            }
            other = registry.register(stand.entry());
        }
        Stand<T> former = serving.put(stand.name(), stand);
        changed(stand);
        return former;
    }

    /** Returns when the service's calls have ended, or the time for that is over. */
    void remove(Object service) {
        Stand<T> stand;
        synchronized (this) {
            stand = stands.remove(service);
        }
        if (stand == null) {
            return;
        }
        boolean held = departures.begin(stand.owner());
        try {
            if (take(stand, held)) {
                departures.proceed(stand);
            }
        } catch (SlotEmptyException e) {
            // what is held is given up when the registry is back; else everything stops, and the registry was first
            LOG.debug("The {} '{}' of {} goes without the registry", kind, stand.name(), stand.owner(), e);
        } finally {
            if (held) {
                departures.drain(stand);
            }
        }
    }

    /** Closes the stand. Returns whether nothing is to come back to it. */
    private synchronized boolean take(Stand<T> stand, boolean held) {
        try {
            if (registry.lookup(stand.entry().key()) != stand.entry()) {
                return true;
            }
            for (Stand<T> waiting : stands.values()) {
                if (waiting.name().equals(stand.name()) && registry.replace(stand.entry(), waiting.entry())) {
                    serving.put(waiting.name(), waiting);
                    stand.close();
                    changed(waiting);
                    return true;
                }
            }
            if (!held) {
                leave(stand);
                changed(stand);
            }
            return !held;
        } finally {
            stand.close();
            // what it has made goes before its calls end: what those make from here on is not kept, as it is away
            listener.changed(stand.entry().key());
        }
    }

    /** Takes out what is held for an owner, who will not come back to it, and adds it to what has gone. */
    synchronized void giveUp(Owner owner, List<? super Stand<T>> gone) {
        boolean any = false;
        for (Stand<T> stand : serving.values()) {
            if (stand.away() && stand.owner().equals(owner)) {
                leave(stand);
                listener.changed(stand.entry().key());
                gone.add(stand);
                any = true;
            }
        }
        if (any) {
            announce(owner);
        }
    }

    private void leave(Stand<T> stand) {
        registry.unregister(stand.entry());
        serving.remove(stand.name(), stand);
    }

    private void changed(Stand<T> stand) {
        listener.changed(stand.entry().key());
        announce(stand.owner());
    }

    private void announce(Owner owner) {
        boolean moreToCome = departures.expects(owner)
                && registry.owned(owner)
                        .anyMatch(entry ->
                                entry.value() instanceof Stand<?> other && other.away() && other.listing() == listing);
        if (!moreToCome) {
            listener.announce();
        }
    }

    /** Lets no more calls in, because the engine stops. Returns what was listed, to be given up. */
    synchronized List<Stand<T>> close() {
        stands.clear();
        last = List.copyOf(serving.values());
        serving.clear();
        last.forEach(Stand::close);
        return last;
    }

    /** Takes everything out of the registry, after {@link #close}. */
    synchronized void clear() {
        last.forEach(stand -> registry.unregister(stand.entry()));
    }

    // ---- look-ups ------------------------------------------------------------------------------------------------

    /** Returns what serves under the name, or held it until something comes back; null: neither. */
    @SuppressWarnings("unchecked")
    @Nullable
    Stand<T> find(String name) {
        Key key = new Key(kind, name);
        Entry entry = registry.lookup(key);
        while (entry != null) {
            Stand<T> stand = (Stand<T>) entry.value();
            if (!stand.over()) {
                return stand;
            }
            // Another may have taken its place since the look-up.
            Entry now = registry.lookup(key);
            if (now == entry) {
                return null;
            }
            entry = now;
        }
        return null;
    }

    /** Returns what is listed, by name; a view that changes as it does. */
    NavigableMap<String, Stand<T>> serving() {
        return serving;
    }
}
