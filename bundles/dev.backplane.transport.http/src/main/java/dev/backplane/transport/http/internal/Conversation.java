package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Exchange;
import dev.backplane.spi.transport.Line;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One client of the transport of revision 2024-11-05: what it posts is answered on the event stream that it opened
 * first. Thread-safe. To the engine it is a session like any other, whose header the conversation carries.
 */
final class Conversation implements Endpoint {

    private final Endpoint engine;
    private final Exchange opening;
    private final SseStream stream;
    private final Set<Relay> pending = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String session;
    private volatile boolean draining;

    Conversation(Endpoint engine, Exchange opening, SseStream stream) {
        this.engine = engine;
        this.opening = opening;
        this.stream = stream;
    }

    SseStream stream() {
        return stream;
    }

    @Nullable
    String session() {
        return session;
    }

    void session(String id) {
        session = id;
    }

    /** The handshake is answered: from now on the stream is also the session's standing one. */
    void begin() {
        engine.open(new Relay(this, opening, true, null));
    }

    /** Goes on with a stream that the engine has let go; later, since it is still about to. */
    void resume(Exchange source, String lastEvent) {
        Relay rest = new Relay(this, source, false, lastEvent);
        stream.later(() -> engine.open(rest));
    }

    void started(Relay relay) {
        pending.add(relay);
    }

    void finished(Relay relay) {
        pending.remove(relay);
        closeIfDrained();
    }

    /** Ends as soon as nothing is under way: all answers go by the one stream. */
    void drain() {
        draining = true;
        closeIfDrained();
    }

    private void closeIfDrained() {
        if (draining && pending.stream().allMatch(Relay::isStanding)) {
            stream.release();
        }
    }

    /** The stream has ended, and with it the session. */
    void ended() {
        pending.forEach(Relay::peerGone);
        pending.clear();
        if (session != null) {
            engine.gone(new Relay(this, opening, false, null));
        }
    }

    @Override
    public void accept(Exchange exchange, byte[] body, int offset, int length) {
        exchange.respond(202);
        engine.accept(new Relay(this, exchange, false, null), body, offset, length);
    }

    @Override
    public dev.backplane.spi.transport.Conversation connect(Line line) {
        return engine.connect(line);
    }

    /** A second stream has no meaning here. */
    @Override
    public void open(Exchange exchange) {
        exchange.respond(405);
    }

    /** A conversation ends with its stream. */
    @Override
    public void end(Exchange exchange) {
        exchange.respond(405);
    }
}
