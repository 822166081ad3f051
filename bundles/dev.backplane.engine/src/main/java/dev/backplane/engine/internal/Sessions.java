package dev.backplane.engine.internal;

import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.CloseReason;
import dev.backplane.spi.session.SessionMonitor;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStatistics;
import dev.backplane.spi.session.SessionStatus;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.transport.Exchange;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The legacy sessions: opened by a handshake, found by their id, and ended for one of the {@linkplain CloseReason reasons}
 * that are counted. Thread-safe; no message takes a lock that another session's takes.
 */
final class Sessions implements SessionMonitor {

    static final String HEADER = "Mcp-Session-Id";

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final int ID_BYTES = 16;
    private static final String RETRY_SECONDS = "10";

    private final Frames frames;
    private final Registry registry;
    private final SessionStore store;
    private final Clock clock;
    private final Supplier<Settings> settings;
    private final Consumer<String> ended;
    private final SecureRandom random = new SecureRandom();
    private final SessionIndex index = new SessionIndex();
    private final SessionCounts counts = new SessionCounts();
    private final Announced announced = new Announced();
    private final KnownClients clients;
    private final Hibernation hibernation;

    /** @param ended hears of each session that ends, by its id, while the store still has it */
    Sessions(
            Frames frames,
            Registry registry,
            SessionStore store,
            Clock clock,
            Supplier<Settings> settings,
            Consumer<String> ended) {
        this.frames = frames;
        this.registry = registry;
        this.store = store;
        this.clock = clock;
        this.settings = settings;
        this.ended = ended;
        this.clients = new KnownClients(frames.codec());
        this.hibernation = new Hibernation(frames, registry, store, clients, index, counts, announced);
    }

    SessionIndex index() {
        return index;
    }

    Hibernation hibernation() {
        return hibernation;
    }

    // ---- the beginning -------------------------------------------------------------------------------------------

    /**
     * Opens a session, in which its caller is until {@link LiveSession#exit}.
     *
     * @throws ProtocolException if there is no room, or the params are malformed
     */
    LiveSession open(Exchange exchange, ProtocolVersion version, Map<String, Object> params) {
        Settings.Sessions bounds = settings.get().sessions();
        byte[] encoded = HeapSink.encode(frames.codec(), out -> out.any(params));
        if (encoded.length > bounds.paramsBytesMax()) {
            throw ProtocolException.invalidParams("params of initialize have " + encoded.length + " bytes, at most "
                    + bounds.paramsBytesMax() + " (initializeBytesMax) are kept");
        }
        KnownClients.Known client = clients.of(encoded, params);
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        long now = clock.millis();
        SessionRecord record = new SessionRecord(
                HexFormat.of().formatHex(id),
                version.id(),
                exchange.principal(),
                client.params(),
                false,
                null,
                Set.of(),
                Instant.ofEpochMilli(now));
        long told = announced.now();
        SessionHandle handle = new SessionHandle(record.id(), now, now, told);
        LiveSession session = new LiveSession(handle, store, record, version, client.profile(), 0, now, told);
        // Its opener is in before anybody finds it, so nothing takes it for idle.
        session.enter();
        synchronized (handle) {
            handle.awake(session);
        }
        makeRoom(exchange, handle, bounds, now);
        boolean opened = false;
        try {
            store.put(record);
            hibernation.enter(session);
            opened = true;
        } finally {
            if (!opened) {
                session.leaveNow();
                index.remove(handle);
                store.remove(handle.id());
            }
        }
        counts.opened.increment();
        return session;
    }

    private void makeRoom(Exchange exchange, SessionHandle handle, Settings.Sessions bounds, long now) {
        String principal = exchange.principal();
        String caller = principal == null ? "address " + exchange.address() : "principal " + principal;
        SessionIndex.Room room = index.enter(handle, caller, bounds.max(), bounds.callerMax());
        while (room != SessionIndex.Room.FREE) {
            boolean callers = room == SessionIndex.Room.CALLER_FULL;
            SessionHandle longest = callers ? index.longestIdle(caller, now) : index.longestIdle(now);
            boolean overdue = longest != null && longest.filed < now - bounds.idleMillis();
            if (longest == null || !overdue && !bounds.evict()) {
                counts.refused.increment();
                throw full(exchange, callers, bounds);
            }
            closeIdle(longest, overdue ? CloseReason.IDLE : CloseReason.EVICTED, now);
            room = index.enter(handle, caller, bounds.max(), bounds.callerMax());
        }
    }

    private static ProtocolException full(Exchange exchange, boolean callers, Settings.Sessions bounds) {
        exchange.setHeader("Retry-After", RETRY_SECONDS);
        String why = bounds.evict() ? " and in use" : "";
        return new ProtocolException(
                callers ? 429 : 503,
                ProtocolException.INTERNAL_ERROR,
                callers
                        ? "No room for another session of this caller: " + bounds.callerMax()
                                + " (sessionsPerCallerMax) are open already" + why
                        : "No room for another session: " + bounds.max() + " (sessionsMax) are open already" + why);
    }

    // ---- messages ------------------------------------------------------------------------------------------------

    /**
     * Returns the session that the exchange names, awake, in which the caller is until {@link LiveSession#exit}.
     *
     * @throws ProtocolException if the exchange names no session, or one that is not there
     */
    LiveSession require(Exchange exchange) {
        String id = exchange.header(HEADER);
        if (id == null) {
            throw new ProtocolException(400, ProtocolException.INVALID_REQUEST, HEADER + " header is missing");
        }
        LiveSession session = hibernation.find(id, clock.millis());
        if (session == null) {
            lost(id);
            throw notFound();
        }
        boolean allowed = false;
        try {
            check(exchange, session);
            session.seen(clock.millis());
            allowed = true;
            return session;
        } finally {
            if (!allowed) {
                session.exit();
            }
        }
    }

    /** Ends what is known of a session that the store has lost. */
    private void lost(String id) {
        SessionHandle handle = index.get(id);
        if (handle != null) {
            close(handle, CloseReason.ERROR);
        }
    }

    private static void check(Exchange exchange, LiveSession session) {
        if (!Objects.equals(session.record().principal(), exchange.principal())) {
            throw notFound();
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
    }

    private static ProtocolException notFound() {
        return new ProtocolException(404, ProtocolException.INVALID_REQUEST, "Session not found");
    }

    /** Sends a message on a session's standing stream, where it waits until there is one; wakes the session for it. */
    void tell(SessionHandle handle, byte[] message) {
        LiveSession session = handle.live();
        if (session == null || !session.enter()) {
            if (handle.awaits(message)) {
                return;
            }
            session = hibernation.wake(handle, handle.filed);
        }
        if (session != null) {
            try {
                session.standing().send(message);
            } finally {
                session.exit();
            }
        }
    }

    /** Counts a change of a list, and returns what tells a session of it; those that sleep are told when they wake. */
    Consumer<Object> announcement(Subscriptions.Listing listing) {
        int time = announced.add(listing);
        byte[] message = hibernation.changed(listing);
        return value -> {
            if (value instanceof LiveSession session && hibernation.enterAwake(session)) {
                try {
                    if (session.tells(listing, time) && session.record().initialized()) {
                        session.standing().send(message);
                    }
                } finally {
                    session.exit();
                }
            }
        };
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    /** Ends the session that the exchange names. */
    void delete(Exchange exchange, CloseReason reason) {
        LiveSession session = require(exchange);
        try {
            close(session.handle(), reason);
        } finally {
            session.exit();
        }
        exchange.respond(204);
    }

    /** Ends a session, whatever is under way in it. */
    void close(SessionHandle handle, CloseReason reason) {
        LiveSession session;
        synchronized (handle) {
            if (handle.closed()) {
                return;
            }
            session = handle.live();
            if (session != null) {
                session.leaveNow();
            }
            handle.close();
        }
        finish(handle, session, reason);
    }

    /** Ends a session, unless it is in use, or somebody else is ending it; then it is filed as heard of. */
    void closeIdle(SessionHandle handle, CloseReason reason, long now) {
        LiveSession session;
        synchronized (handle) {
            session = handle.live();
            if (handle.closed() || session != null && !session.leave()) {
                index.file(handle, now + 1);
                return;
            }
            handle.close();
        }
        finish(handle, session, reason);
    }

    /** Takes a session out, in which nobody gets any more. From the store first, so that nobody takes it up again. */
    private void finish(SessionHandle handle, @Nullable LiveSession session, CloseReason reason) {
        LOG.debug("Session {}… ends: {}", handle.id().substring(0, 6), reason.text());
        try {
            ended.accept(handle.id());
            if (session == null) {
                store.remove(handle.id());
            } else {
                session.remove();
            }
            counts.closed(reason);
        } finally {
            letGo(handle, session, reason);
        }
    }

    private void letGo(SessionHandle handle, @Nullable LiveSession session, CloseReason reason) {
        index.remove(handle);
        registry.ownerGone(handle.owner());
        if (session != null) {
            session.end(reason.text());
        }
    }

    /** Lets go of all sessions; the store keeps what it keeps. */
    void close() {
        for (SessionHandle handle : index.all()) {
            LiveSession session;
            synchronized (handle) {
                session = handle.live();
                if (session != null) {
                    session.leaveNow();
                }
                handle.close();
            }
            counts.closed(CloseReason.STOPPED);
            letGo(handle, session, CloseReason.STOPPED);
        }
    }

    // ---- what people are told ------------------------------------------------------------------------------------

    @Override
    public SessionStatistics statistics() {
        int all = index.size();
        int asleep = Math.min(all, index.asleep());
        return new SessionStatistics(
                all - asleep,
                asleep,
                counts.opened.sum(),
                counts.refused.sum(),
                counts.hibernations.sum(),
                counts.wakings.sum(),
                counts.closed());
    }

    @Override
    public @Nullable SessionStatus status(String id) {
        SessionHandle handle = index.get(id);
        if (handle == null) {
            return null;
        }
        LiveSession session = handle.live();
        return session == null
                ? new SessionStatus(false, handle.filed, 0)
                : new SessionStatus(true, session.lastSeen(), session.streams());
    }
}
