package dev.backplane.engine.internal;

import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.session.CloseReason;
import dev.backplane.spi.transport.Conversation;
import dev.backplane.spi.transport.Line;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One connection on which messages go both ways. Each message is a {@link Turn}, which the eras answer as they answer any
 * exchange; what belongs to the connection is here: its era, its session, what is under way on it. Thread-safe, as
 * {@link Conversation} says.
 *
 * <p>A connection is pinned by the first message that decides: {@code initialize} makes it one legacy session, a request of
 * a modern revision makes it modern. {@code server/discover} decides nothing, since clients of both eras ask it first.
 */
final class Dialogue implements Conversation {

    private static final String INITIALIZE = "initialize";
    private static final String DISCOVER = "server/discover";

    private final Frames frames;
    private final Reception reception;
    private final Line line;

    /** Requests, by their ids, and batches, by themselves, that are not answered yet. */
    private final Map<Object, Turn> open = new ConcurrentHashMap<>(1);

    private volatile @Nullable String session;
    private volatile @Nullable ProtocolVersion revision;
    private volatile @Nullable Turn standing;
    private volatile boolean accepting;
    private volatile boolean draining;
    private volatile boolean gone;

    Dialogue(Frames frames, Reception reception, Line line) {
        this.frames = frames;
        this.reception = reception;
        this.line = line;
    }

    Line line() {
        return line;
    }

    /** Returns the id of the session that the connection is; null: none. */
    @Nullable
    String session() {
        return session;
    }

    boolean isDraining() {
        return draining;
    }

    @Override
    public @Nullable String revision() {
        ProtocolVersion pinned = revision;
        return pinned == null ? null : pinned.id();
    }

    @Override
    public int underWay() {
        return open.size();
    }

    // ---- messages ------------------------------------------------------------------------------------------------

    @Override
    public boolean accept(byte[] bytes, int offset, int length) {
        accepting = true;
        try {
            return handle(new Turn(this), new Slice(bytes, offset, length));
        } finally {
            accepting = false;
            if (gone) {
                letGo();
            }
            closeIfDrained();
        }
    }

    private boolean handle(Turn turn, Slice bytes) {
        try {
            take(turn, frames.codec().decode(bytes));
        } catch (RuntimeException e) {
            turn.refuse(frames, Faults.toAnswer(e));
        }
        boolean done = turn.isOver();
        if (!done) {
            open.put(turn.key(), turn);
            if (turn.isOver()) {
                // between the two
                open.remove(turn.key(), turn);
            }
        }
        return done;
    }

    private void take(Turn turn, Message message) {
        if (message instanceof Message.Request request) {
            turn.asks(request.id());
            refuseIfBusy(turn);
            request(turn, request);
        } else if (message instanceof Message.Notification notification) {
            turn.wantsNothing();
            notification(turn, notification);
        } else if (message instanceof Message.Response response) {
            turn.wantsNothing();
            if (session == null) {
                // nothing was asked
                turn.respond(202);
            } else {
                reception.legacy().response(turn, response);
            }
        } else if (message instanceof Message.Batch batch) {
            refuseIfBusy(turn);
            batch(turn, batch.elements());
        } else if (message instanceof Message.Invalid invalid) {
            turn.asks(invalid.id());
            throw invalid(invalid.problem());
        }
    }

    private void refuseIfBusy(Turn turn) {
        if (draining) {
            throw new ProtocolException(
                    503, ProtocolException.INTERNAL_ERROR, "The server is stopping: repeat the request later");
        }
        if (!open.isEmpty()) {
            if (open.containsKey(turn.key())) {
                throw invalid("A request with this id is already under way on this connection");
            }
            if (open.size() >= line.requestsMax()) {
                throw new ProtocolException(
                        429,
                        ProtocolException.INTERNAL_ERROR,
                        line.requestsMax() + " requests (requestsMax) are under way on this connection already");
            }
        }
    }

    private void request(Turn turn, Message.Request message) {
        Members meta = reception.legacy().metaOf(message.params());
        Slice claim = meta.get(ModernEra.PROTOCOL_VERSION);
        ProtocolVersion pinned = revision;
        if (claim != null) {
            if (pinned != null && !pinned.modern()) {
                throw invalid("This connection is a session of revision " + pinned.id()
                        + ", a request of another era needs a connection of its own");
            }
            reception.modern().request(turn, message, meta, claim);
            if (!message.method().equals(DISCOVER) && turn.wasUnderstood()) {
                revision = ProtocolVersion.NEWEST;
            }
        } else if (pinned != null && pinned.modern()) {
            throw message.method().equals(INITIALIZE)
                    ? invalid("This connection is pinned to revision " + pinned.id()
                            + ", which has no initialize: a session needs a connection of its own")
                    : unclaimed("");
        } else if (message.method().equals(INITIALIZE)) {
            if (pinned != null) {
                throw invalid("This connection is a session of revision " + pinned.id() + " already");
            }
            initialize(turn, message, meta);
        } else if (pinned != null) {
            reception.legacy().request(turn, message, meta);
        } else if (message.method().equals("ping")) {
            frames.respond(
                    turn,
                    200,
                    message.id(),
                    out -> frames.result(out, message.id(), Outcome.EMPTY, ProtocolVersion.NEWEST_LEGACY));
        } else {
            throw unclaimed("; a legacy connection begins with initialize");
        }
    }

    private void initialize(Turn turn, Message.Request message, Members meta) {
        reception.legacy().request(turn, message, meta);
        if (session != null) {
            Turn stream = new Turn(this);
            standing = stream;
            reception.streams().open(stream);
        }
    }

    /** The session is open, but its client does not know of it yet. */
    void opened(Turn turn, String id) {
        session = id;
        LiveSession live = reception.sessions().require(turn);
        revision = live.version();
        live.exit();
    }

    private void notification(Turn turn, Message.Notification message) {
        if (session != null) {
            reception.legacy().notification(turn, message);
            return;
        }
        if (message.method().equals("notifications/cancelled") && message.params() != null) {
            Slice id = message.params().get("requestId");
            Turn cancelled = id == null ? null : open.get(id);
            if (cancelled != null) {
                cancelled.lost();
            }
        }
        turn.respond(202);
    }

    private void batch(Turn turn, List<Slice> elements) {
        if (session == null) {
            throw invalid("Batches belong to sessions of revision 2025-03-26 alone");
        }
        reception.batches().accept(turn, elements);
    }

    private static ProtocolException invalid(String problem) {
        return new ProtocolException(400, ProtocolException.INVALID_REQUEST, problem);
    }

    private static ProtocolException unclaimed(String besides) {
        return new ProtocolException(
                400,
                ProtocolException.INVALID_PARAMS,
                "params._meta['" + ModernEra.PROTOCOL_VERSION + "'] is missing" + besides,
                Map.of("supported", ProtocolVersion.ALL_IDS));
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    /** A turn is over. */
    void over(Turn turn) {
        if (turn == standing) {
            // The engine has ended the session, or stops.
            line.close();
            return;
        }
        open.remove(turn.key(), turn);
        if (draining) {
            closeIfDrained();
        }
    }

    @Override
    public void drain() {
        draining = true;
        open.values().forEach(Turn::drain);
        closeIfDrained();
    }

    /** All answers go by the one connection, which can be closed once they have been given. */
    private void closeIfDrained() {
        if (draining && !accepting && open.isEmpty()) {
            line.close();
        }
    }

    @Override
    public void expire() {
        draining = true;
        open.values().forEach(turn -> turn.expire(frames));
        line.close();
    }

    @Override
    public void gone() {
        gone = true;
        if (!accepting) {
            letGo();
        }
    }

    private synchronized void letGo() {
        open.values().forEach(Turn::lost);
        open.clear();
        Turn stream = standing;
        standing = null;
        if (stream != null) {
            stream.lost();
        }
        if (session != null) {
            reception.end(new Turn(this), CloseReason.TRANSPORT_GONE);
            session = null;
        }
    }
}
