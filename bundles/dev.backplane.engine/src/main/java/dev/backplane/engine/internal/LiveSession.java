package dev.backplane.engine.internal;

import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.session.SessionActivity;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.StreamEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A legacy session while it is in use: its record, its streams, its calls under way. Thread-safe. */
final class LiveSession implements SessionActivity {

    /** The id of the stream that a GET opens. */
    static final long STANDING = 0;

    private final SessionStore store;
    private final ProtocolVersion version;
    private final ClientProfile client;

    /**
     * Numbers events, streams and requests to the client alike: as each stream and request is made known by a later
     * event, a session that goes on above its last event uses none of their numbers again.
     */
    private final AtomicLong sequence;

    private final SessionStream standing = new SessionStream(this, STANDING);
    private final Map<Long, SessionStream> streams = new ConcurrentHashMap<>(1);
    private final Map<Slice, UnderWay> calls = new ConcurrentHashMap<>(1);
    private final Map<String, Round> rounds = new ConcurrentHashMap<>(1);
    private volatile SessionRecord record;
    private volatile long lastSeen;

    /** @param last the greatest number that the session has used so far */
    LiveSession(
            SessionStore store,
            SessionRecord record,
            ProtocolVersion version,
            ClientProfile client,
            long last,
            long now) {
        this.store = store;
        this.sequence = new AtomicLong(last);
        this.record = record;
        this.version = version;
        this.client = client;
        this.lastSeen = now;
    }

    String id() {
        return record.id();
    }

    /** Returns what the registry finds it under. */
    Key key() {
        return new Key(LegacyEra.SESSION, id());
    }

    /** Returns the owner of all that goes with it. */
    Owner owner() {
        return new Owner(LegacyEra.SESSION, id());
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

    void seen(long now) {
        lastSeen = now;
    }

    @Override
    public long lastSeenMillis() {
        return lastSeen;
    }

    /** Tells whether nothing has happened since then, and nothing is under way. */
    boolean idleSince(long then) {
        return lastSeen < then && calls.isEmpty() && rounds.isEmpty() && !standing.attached();
    }

    /** Changes the record and stores it. */
    void update(UnaryOperator<SessionRecord> change) {
        synchronized (this) {
            record = change.apply(record);
            store.put(record);
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

    /** Numbers an event and keeps it for those who come back. */
    StreamEvent keep(long stream, byte[] message) {
        StreamEvent event = new StreamEvent(stream, sequence.incrementAndGet(), message);
        store.append(id(), event);
        return event;
    }

    /** Returns what came on a stream after an event, or null where that is not kept. */
    @Nullable
    List<StreamEvent> eventsAfter(long stream, long afterSequence) {
        return store.eventsAfter(id(), stream, afterSequence);
    }

    SessionStream standing() {
        return standing;
    }

    SessionStream openStream() {
        SessionStream stream = new SessionStream(this, sequence.incrementAndGet());
        streams.put(stream.id(), stream);
        return stream;
    }

    void finished(SessionStream stream) {
        streams.remove(stream.id());
        stream.finish();
    }

    /** Returns the stream if more may come on it, else null. */
    @Nullable
    SessionStream stream(long id) {
        return id == STANDING ? standing : streams.get(id);
    }

    /** Returns false if a call with this id is under way. */
    boolean begin(Slice id, UnderWay call) {
        return calls.putIfAbsent(id, call) == null;
    }

    void ended(Slice id, UnderWay call) {
        calls.remove(id, call);
    }

    boolean underWay(Slice id) {
        return !calls.isEmpty() && calls.containsKey(id);
    }

    @Nullable
    UnderWay call(Slice id) {
        return calls.get(id);
    }

    /** Names a request to the client, whose answer is to reach the round. */
    String expect(Round round) {
        String id = "b" + sequence.incrementAndGet();
        rounds.put(id, round);
        return id;
    }

    @Nullable
    Round answered(String requestId) {
        return rounds.remove(requestId);
    }

    /** Stops expecting the answers of a round; returns the ids of the requests that were open. */
    List<String> forget(Round round) {
        List<String> open = new ArrayList<>();
        rounds.forEach((id, each) -> {
            if (each == round && rounds.remove(id, each)) {
                open.add(id);
            }
        });
        return open;
    }

    /** Ends everything that is under way. */
    void end(String reason) {
        for (UnderWay call : calls.values()) {
            call.cancel(reason);
        }
        calls.clear();
        rounds.clear();
        streams.values().forEach(SessionStream::finish);
        streams.clear();
        standing.finish();
    }
}
