package dev.backplane.engine.internal;

import dev.backplane.engine.internal.Subscriptions.Listing;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.StreamEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How sessions fall asleep and wake. A session that sleeps is its record in the store, where all that it must remember is
 * written as it happens anyway, and its handle; so falling asleep writes nothing. Thread-safe.
 *
 * <p>A session has one life at a time: its handle's monitor is held from the moment in which nobody gets in any more to the
 * one in which it sleeps, and while it is woken. A message that comes in between waits for that monitor, and wakes it.
 */
final class Hibernation {

    private final Frames frames;
    private final Registry registry;
    private final SessionStore store;
    private final KnownClients clients;
    private final SessionIndex index;
    private final SessionCounts counts;
    private final Announced announced;

    Hibernation(
            Frames frames,
            Registry registry,
            SessionStore store,
            KnownClients clients,
            SessionIndex index,
            SessionCounts counts,
            Announced announced) {
        this.frames = frames;
        this.registry = registry;
        this.store = store;
        this.clients = clients;
        this.index = index;
        this.counts = counts;
        this.announced = announced;
    }

    /** Returns a session, awake, in which the caller is from now on; null if there is none under the id. */
    @Nullable
    LiveSession find(String id, long now) {
        Entry entry = registry.lookup(new Key(LegacyEra.SESSION, id));
        if (entry != null && entry.value() instanceof LiveSession session && session.enter()) {
            return session;
        }
        SessionHandle handle = index.get(id);
        if (handle == null) {
            SessionRecord record = store.get(id);
            handle = record == null ? null : adopt(record, now);
        }
        return handle == null ? null : wake(handle, now);
    }

    /** Takes in a session that the store has kept from before a restart. */
    SessionHandle adopt(SessionRecord record, long now) {
        String principal = record.principal();
        // Its client may have missed anything while nobody was there to tell it.
        SessionHandle fresh = new SessionHandle(record.id(), record.created().toEpochMilli(), now, 0);
        SessionHandle handle =
                index.adopt(fresh, principal == null ? CallerSessions.UNKNOWN : "principal " + principal);
        if (handle == fresh) {
            record.subscriptions().forEach(uri -> Subscriptions.subscribe(registry, fresh, uri));
        }
        return handle;
    }

    /**
     * Wakes a session, if it sleeps. The caller is in it from now on.
     *
     * @param seen when its client was last heard of
     * @return null if it has ended, or the store has lost it
     */
    @Nullable
    LiveSession wake(SessionHandle handle, long seen) {
        LiveSession session;
        boolean woken;
        synchronized (handle) {
            if (handle.closed()) {
                return null;
            }
            session = handle.live();
            woken = session == null;
            if (session == null) {
                session = revived(handle, seen);
                if (session == null) {
                    return null;
                }
            }
            enter(session);
            if (!session.enter()) {
                throw new IllegalStateException(
                        "session " + handle.id().substring(0, 6) + "… is neither awake nor asleep");
            }
            if (woken) {
                handle.awake(session);
                counts.wakings.increment();
            }
        }
        if (woken) {
            index.file(handle, seen);
            catchUp(session);
        }
        return session;
    }

    private @Nullable LiveSession revived(SessionHandle handle, long seen) {
        SessionRecord record = store.get(handle.id());
        if (record == null) {
            return null;
        }
        ProtocolVersion version = ProtocolVersion.of(record.protocolVersion());
        KnownClients.Known client = clients.of(record.initializeParams());
        if (version == null || client == null) {
            return null;
        }
        LiveSession session = new LiveSession(
                handle, store, record, version, client.profile(), store.lastSequence(record.id()), seen, handle.told());
        StreamEvent[] waiting = handle.undelivered();
        if (waiting.length > 0) {
            session.standing(List.of(waiting));
        }
        return session;
    }

    /** Enters a session that is awake into the registry, in the place of what is left there of a former life. */
    void enter(LiveSession session) {
        Entry entry = new Entry(new Key(LegacyEra.SESSION, session.id()), session, session.owner());
        Entry other = registry.register(entry);
        while (other != null && other.value() != session) {
            other = registry.replace(other, entry) ? null : registry.register(entry);
        }
    }

    /** Tells a session what changed while it slept. */
    private void catchUp(LiveSession session) {
        if (session.record().initialized()) {
            long now = announced.now();
            for (Listing listing : Listing.values()) {
                if (session.tells(listing, Announced.of(now, listing))) {
                    session.standing().send(changed(listing));
                }
            }
        }
    }

    byte[] changed(Listing listing) {
        return frames.notification(listing.method(), out -> {});
    }

    /** Gets into a session, unless it sleeps or has ended. */
    boolean enterAwake(LiveSession session) {
        if (session.enter()) {
            return true;
        }
        synchronized (session.handle()) {
            return session.enter();
        }
    }

    /** Lets a session fall asleep; one that is in use is filed as heard of. */
    void sleep(SessionHandle handle, long now) {
        long seen;
        synchronized (handle) {
            LiveSession session = handle.live();
            if (session == null) {
                seen = handle.filed;
            } else if (session.leave()) {
                boolean left = false;
                try {
                    Entry entry = registry.lookup(new Key(LegacyEra.SESSION, handle.id()));
                    if (entry != null && entry.value() == session) {
                        registry.unregister(entry);
                    }
                    left = true;
                } finally {
                    if (!left) {
                        session.remain();
                    }
                }
                handle.asleep(session);
                counts.hibernations.increment();
                seen = session.lastSeen();
            } else {
                seen = now + 1;
            }
        }
        index.file(handle, seen);
    }
}
