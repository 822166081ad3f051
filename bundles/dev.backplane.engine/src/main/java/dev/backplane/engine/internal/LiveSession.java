package dev.backplane.engine.internal;

import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.StreamEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A legacy session while it is awake: its record, its streams, its calls under way. Thread-safe.
 *
 * <p>It falls asleep only while nobody is in, and from then on nobody gets in: so nothing is done to a session that has
 * another life already. Outside, only what never changes may be read. It leaves under its handle's monitor.
 */
final class LiveSession extends Occupancy {

    /** The id of the stream that a GET opens. */
    static final long STANDING = 0;

    private static final AtomicLongFieldUpdater<LiveSession> SEQUENCE =
            AtomicLongFieldUpdater.newUpdater(LiveSession.class, "sequence");

    private final SessionHandle handle;
    private final SessionStore store;
    private final ProtocolVersion version;
    private final ClientProfile client;

    /**
     * Numbers events, streams and requests to the client alike: as each stream and request is made known by a later
     * event, a session that goes on above its last event uses none of their numbers again.
     */
    private volatile long sequence;

    private volatile long lastSeen;
    private volatile SessionRecord record;

    // made when they are needed, as most sessions that are awake have neither

    private volatile @Nullable SessionStream standing;
    private volatile @Nullable Dealings dealings;

    /** See {@link Announced}. Guarded by this. */
    private long told;

    /**
     * Makes a session that nobody is in.
     *
     * @param last the greatest number that the session has used so far
     * @param told what it need not be told any more
     */
    LiveSession(
            SessionHandle handle,
            SessionStore store,
            SessionRecord record,
            ProtocolVersion version,
            ClientProfile client,
            long last,
            long seen,
            long told) {
        this.handle = handle;
        this.store = store;
        this.record = record;
        this.version = version;
        this.client = client;
        this.sequence = last;
        this.lastSeen = seen;
        this.told = told;
    }

    String id() {
        return handle.id();
    }

    /** Returns what stands for it while it sleeps, too. */
    SessionHandle handle() {
        return handle;
    }

    /** Returns the owner of all that goes with it. */
    Owner owner() {
        return handle.owner();
    }

    SessionRecord record() {
        return record;
    }

    ProtocolVersion version() {
        return version;
    }

    ClientProfile client() {
        return client;
    }

    /** Tells whether something is under way or somebody listens. */
    @Override
    boolean kept() {
        Dealings made = dealings;
        return made != null && !made.none() || listening();
    }

    /** Tells whether a connection carries the standing stream. */
    boolean listening() {
        SessionStream listening = standing;
        return listening != null && listening.attached();
    }

    void seen(long now) {
        lastSeen = now;
    }

    long lastSeen() {
        return lastSeen;
    }

    // ---- the record ----------------------------------------------------------------------------------------------

    /** Changes the record and stores it; what has ended meanwhile stays as it is. */
    void update(UnaryOperator<SessionRecord> change) {
        synchronized (this) {
            if (over()) {
                return;
            }
            record = change.apply(record);
            store.put(record);
        }
    }

    /** Takes it out of the store, after whatever is being written; once nobody gets in any more, nothing is written after. */
    void remove() {
        synchronized (this) {
            store.remove(id());
        }
    }

    void subscribe(String uri) {
        update(now -> {
            Set<String> uris = new HashSet<>(now.subscriptions());
            uris.add(uri);
            return now.withSubscriptions(uris);
        });
    }

    void unsubscribe(String uri) {
        update(now -> {
            Set<String> uris = new HashSet<>(now.subscriptions());
            uris.remove(uri);
            return now.withSubscriptions(uris);
        });
    }

    // ---- streams -------------------------------------------------------------------------------------------------

    /** Numbers an event and keeps it for those who come back. */
    StreamEvent keep(long stream, byte[] message) {
        StreamEvent event = new StreamEvent(stream, SEQUENCE.incrementAndGet(this), message);
        store.append(id(), event);
        return event;
    }

    /** Returns what came on a stream after an event, or null where that is not kept. */
    @Nullable
    List<StreamEvent> eventsAfter(long stream, long afterSequence) {
        return store.eventsAfter(id(), stream, afterSequence);
    }

    SessionStream standing() {
        SessionStream stream = standing;
        return stream == null ? standing(List.of()) : stream;
    }

    /** Makes the standing stream with what waits for it, unless it is there. */
    synchronized SessionStream standing(List<StreamEvent> waiting) {
        SessionStream stream = standing;
        if (stream == null) {
            stream = new SessionStream(this, STANDING, waiting);
            standing = stream;
        }
        return stream;
    }

    /** Returns what waits for the standing stream. */
    StreamEvent[] undelivered() {
        SessionStream stream = standing;
        return stream == null ? new StreamEvent[0] : stream.undelivered();
    }

    /** Returns what lists the session was told of, see {@link Announced}. */
    synchronized long told() {
        return told;
    }

    /** Notes that it is told of a changed list. Returns false if it knows of this announcement, or of a later one. */
    synchronized boolean tells(Subscriptions.Listing listing, int time) {
        if (!Announced.earlier(Announced.of(told, listing), time)) {
            return false;
        }
        told = Announced.with(told, listing, time);
        return true;
    }

    SessionStream openStream() {
        SessionStream stream = new SessionStream(this, SEQUENCE.incrementAndGet(this), List.of());
        dealings().add(stream);
        return stream;
    }

    void finished(SessionStream stream) {
        dealings().remove(stream);
        stream.finish();
    }

    private Dealings dealings() {
        Dealings made = dealings;
        return made == null ? makeDealings() : made;
    }

    private synchronized Dealings makeDealings() {
        Dealings made = dealings;
        if (made == null) {
            made = new Dealings();
            dealings = made;
        }
        return made;
    }

    /** Returns the stream if more may come on it, else null. */
    @Nullable
    SessionStream stream(long id) {
        Dealings made = dealings;
        return id == STANDING ? standing() : made == null ? null : made.stream(id);
    }

    /** Returns how many streams are open, or go on without a connection. */
    int streams() {
        Dealings made = dealings;
        return (listening() ? 1 : 0) + (made == null ? 0 : made.streams());
    }

    // ---- calls and questions -------------------------------------------------------------------------------------

    /** Returns false if a call with this id is under way. */
    boolean begin(Slice id, UnderWay call) {
        return dealings().begin(id, call);
    }

    void ended(Slice id, UnderWay call) {
        Dealings made = dealings;
        if (made != null) {
            made.ended(id, call);
        }
    }

    @Nullable
    UnderWay call(Slice id) {
        Dealings made = dealings;
        return made == null ? null : made.call(id);
    }

    /** Names a request to the client, whose answer is to reach the round. */
    String expect(Round round) {
        String id = "b" + SEQUENCE.incrementAndGet(this);
        dealings().expect(id, round);
        return id;
    }

    @Nullable
    Round answered(String requestId) {
        Dealings made = dealings;
        return made == null ? null : made.answered(requestId);
    }

    /** Stops expecting the answers of a round; returns the ids of the requests that were open. */
    List<String> forget(Round round) {
        return dealings().forget(round);
    }

    /** Ends everything that is under way. */
    void end(String reason) {
        Dealings made = dealings;
        if (made != null) {
            made.end(reason);
        }
        SessionStream listening = standing;
        if (listening != null) {
            listening.finish();
        }
    }
}
