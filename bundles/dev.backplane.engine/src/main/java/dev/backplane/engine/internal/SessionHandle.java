package dev.backplane.engine.internal;

import dev.backplane.engine.internal.HandleHeap.Order;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.session.StreamEvent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the engine keeps of a session for as long as that is open. It stands for the session where something must find it
 * asleep and awake, such as a subscription. There may be millions, thus every field counts.
 *
 * <p>Whether the session sleeps, and what it left behind when it fell asleep, is guarded by this object's monitor; where it
 * is filed, by the {@link SessionIndex}.
 */
final class SessionHandle {

    static final int NOWHERE = -1;

    private static final StreamEvent[] NOTHING = {};

    private final String id;
    private final long created;

    // guarded by this, where written

    /** Null while it sleeps. */
    private volatile @Nullable LiveSession live;

    private volatile boolean closed;

    /** What waits for a standing stream while it sleeps. */
    private StreamEvent[] undelivered = NOTHING;

    /** See {@link Announced}. */
    private long told;

    // guarded by the index

    /** When its client was last heard of, as far as the order goes; what is awake may have been heard of since. */
    long filed;

    @Nullable
    CallerSessions caller;

    boolean filedAwake;
    private int idlePlace = NOWHERE;
    private int callerPlace = NOWHERE;
    private int agePlace = NOWHERE;

    /** @param told what it need not be told any more, see {@link Announced} */
    SessionHandle(String id, long created, long seen, long told) {
        this.id = id;
        this.created = created;
        this.filed = seen;
        this.told = told;
    }

    String id() {
        return id;
    }

    /** Returns when it was opened, in milliseconds since the epoch. */
    long created() {
        return created;
    }

    /** Returns the owner of all that goes with it. */
    Owner owner() {
        return new Owner(LegacyEra.SESSION, id);
    }

    /** Returns the session where it is awake, else null. */
    @Nullable
    LiveSession live() {
        return live;
    }

    boolean closed() {
        return closed;
    }

    /** Takes note that it is awake. Under the monitor. */
    void awake(LiveSession session) {
        live = session;
        undelivered = NOTHING;
    }

    /** Takes over what must outlast the sleep. Under the monitor. */
    void asleep(LiveSession session) {
        undelivered = session.undelivered();
        told = session.told();
        live = null;
    }

    /** Takes note that it has ended. Under the monitor. */
    void close() {
        closed = true;
        live = null;
        undelivered = NOTHING;
    }

    /** Under the monitor. */
    StreamEvent[] undelivered() {
        return undelivered;
    }

    /** Under the monitor. */
    long told() {
        return told;
    }

    /** Tells whether it sleeps and such a message waits for its standing stream already: then it need not wait twice. */
    synchronized boolean awaits(byte[] message) {
        if (live == null) {
            for (StreamEvent event : undelivered) {
                if (Arrays.equals(event.message(), message)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns when its client was last heard of, as far as is known at this moment; in the future if it is in use. */
    long seen(long now) {
        LiveSession session = live;
        if (session == null) {
            return filed;
        }
        return session.busy() ? now + 1 : Math.max(filed, session.lastSeen());
    }

    int place(Order order) {
        return switch (order) {
            case IDLE -> idlePlace;
            case IDLE_OF_CALLER -> callerPlace;
            case AGE -> agePlace;
        };
    }

    void place(Order order, int place) {
        switch (order) {
            case IDLE -> idlePlace = place;
            case IDLE_OF_CALLER -> callerPlace = place;
            case AGE -> agePlace = place;
        }
    }
}
