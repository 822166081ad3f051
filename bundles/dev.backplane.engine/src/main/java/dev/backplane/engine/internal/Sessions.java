package dev.backplane.engine.internal;

import dev.backplane.api.Json;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.StreamEvent;
import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The legacy sessions: opened by a handshake, found by their id, ended by their client, by idleness or by the platform's
 * stop. Thread-safe.
 */
final class Sessions {

    static final String HEADER = "Mcp-Session-Id";

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final int ID_BYTES = 16;

    private final Codec codec;
    private final Registry registry;
    private final SessionStore store;
    private final Subscriptions subscriptions;
    private final Clock clock;
    private final Supplier<Settings> settings;
    private final Consumer<String> ended;
    private final SecureRandom random = new SecureRandom();

    /** @param ended hears of each session that ends, by its id, while the store still has it */
    Sessions(
            Codec codec,
            Registry registry,
            SessionStore store,
            Subscriptions subscriptions,
            Clock clock,
            Supplier<Settings> settings,
            Consumer<String> ended) {
        this.codec = codec;
        this.registry = registry;
        this.store = store;
        this.subscriptions = subscriptions;
        this.clock = clock;
        this.settings = settings;
        this.ended = ended;
    }

    /** @throws ProtocolException if there are too many, or the params are malformed */
    LiveSession open(Exchange exchange, ProtocolVersion version, Map<String, Object> params) {
        int most = settings.get().sessions().max();
        if (store.size() >= most) {
            sweep();
            if (store.size() >= most) {
                exchange.setHeader("Retry-After", "10");
                throw new ProtocolException(
                        503,
                        ProtocolException.INTERNAL_ERROR,
                        "No room for another session: " + most + " (sessionsMax) are open already");
            }
        }
        Object capabilities = params.getOrDefault("capabilities", Map.of());
        ClientProfile client =
                ClientProfile.of(params.get("clientInfo"), Json.object(capabilities, "params.capabilities"));
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        SessionRecord record = new SessionRecord(
                HexFormat.of().formatHex(id),
                version.id(),
                exchange.principal(),
                HeapSink.encode(codec, out -> out.any(params)),
                false,
                null,
                Set.of(),
                clock.instant());
        store.put(record);
        return enter(new LiveSession(store, record, version, client, 0, clock.millis()));
    }

    private LiveSession enter(LiveSession session) {
        Entry other = registry.register(new Entry(session.key(), session, session.owner()));
        return other == null ? session : (LiveSession) other.value();
    }

    /** @throws ProtocolException if the exchange names no session, or one that is not there */
    LiveSession require(Exchange exchange) {
        String id = exchange.header(HEADER);
        if (id == null) {
            throw new ProtocolException(400, ProtocolException.INVALID_REQUEST, HEADER + " header is missing");
        }
        LiveSession session = find(id);
        if (session == null || !Objects.equals(session.record().principal(), exchange.principal())) {
            throw new ProtocolException(404, ProtocolException.INVALID_REQUEST, "Session not found");
        }
        String header = exchange.header("MCP-Protocol-Version");
        if (header != null && !header.equals(session.version().id())) {
            ProtocolVersion claimed = ProtocolVersion.of(header);
            if (claimed == null || claimed.modern()) {
                throw new ProtocolException(
                        400,
                        ProtocolException.INVALID_REQUEST,
                        "Unsupported MCP-Protocol-Version " + header + ", supported: "
                                + String.join(", ", ProtocolVersion.ALL_IDS));
            }
        }
        session.seen(clock.millis());
        return session;
    }

    private @Nullable LiveSession find(String id) {
        Entry entry = registry.lookup(new Key(LegacyEra.SESSION, id));
        if (entry != null) {
            return (LiveSession) entry.value();
        }
        SessionRecord record = store.get(id);
        return record == null ? null : revive(record);
    }

    /** Takes up a session that the store has kept. */
    private @Nullable LiveSession revive(SessionRecord record) {
        ProtocolVersion version = ProtocolVersion.of(record.protocolVersion());
        if (version == null || !(codec.value(Slice.of(record.initializeParams())) instanceof Map<?, ?> params)) {
            return null;
        }
        Object capabilities = params.get("capabilities");
        ClientProfile client = ClientProfile.of(
                params.get("clientInfo"), capabilities == null ? Map.of() : Json.object(capabilities, "capabilities"));
        long last = store.lastSequence(record.id());
        LiveSession session = enter(new LiveSession(store, record, version, client, last, clock.millis()));
        record.subscriptions().forEach(uri -> subscriptions.subscribe(session, uri));
        return session;
    }

    // ---- streams -------------------------------------------------------------------------------------------------

    /** Opens the session's standing stream, or goes on with one that was broken off. */
    void stream(Exchange exchange) {
        LiveSession session = require(exchange);
        String last = exchange.header("Last-Event-ID");
        if (last == null) {
            session.standing().attach(exchange.stream(), List.of());
            return;
        }
        if (!resume(exchange, session, last)) {
            throw new ProtocolException(
                    400,
                    ProtocolException.INVALID_REQUEST,
                    "Last-Event-ID is unknown, or what followed it is no longer kept");
        }
    }

    private static boolean resume(Exchange exchange, LiveSession session, String last) {
        int dash = last.indexOf('-');
        long stream;
        long sequence;
        try {
            stream = Long.parseLong(last.substring(0, Math.max(dash, 0)));
            sequence = Long.parseLong(last.substring(dash + 1));
        } catch (NumberFormatException e) {
            LOG.debug("Last-Event-ID '{}' is not one of ours", last);
            return false;
        }
        SessionStream going = session.stream(stream);
        if (going != null) {
            return going.resume(sequence, exchange::stream);
        }
        // It has ended, thus all of it is kept already.
        List<StreamEvent> missed = session.eventsAfter(stream, sequence);
        if (missed == null) {
            return false;
        }
        EventStream carrier = exchange.stream();
        missed.forEach(event -> carrier.send(SessionStream.eventId(event), event.message()));
        carrier.close();
        return true;
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    /** Ends the session that the exchange names. */
    void delete(Exchange exchange) {
        end(require(exchange), "deleted by the client");
        exchange.respond(204);
    }

    private void end(LiveSession session, String reason) {
        LOG.debug("Session {}… ends: {}", session.id().substring(0, 6), reason);
        ended.accept(session.id());
        store.remove(session.id());
        registry.ownerGone(session.owner());
        session.end(reason);
    }

    /** Ends the sessions that have been idle for too long. */
    void sweep() {
        long then = clock.millis() - settings.get().sessions().idleMillis();
        registry.entries(LegacyEra.SESSION).forEach(entry -> {
            if (entry.value() instanceof LiveSession session && session.idleSince(then)) {
                end(session, "idle");
            }
        });
    }

    /** Lets go of all sessions; the store keeps what it keeps. */
    void close() {
        registry.entries(LegacyEra.SESSION).toList().forEach(entry -> {
            if (entry.value() instanceof LiveSession session) {
                registry.ownerGone(session.owner());
                session.end("the platform stops");
            }
        });
    }
}
