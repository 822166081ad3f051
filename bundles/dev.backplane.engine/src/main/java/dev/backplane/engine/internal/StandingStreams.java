package dev.backplane.engine.internal;

import dev.backplane.spi.session.StreamEvent;
import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes in the wish for a standing stream, or to go on with a stream that was broken off. Thread-safe. */
final class StandingStreams {

    private static final Logger LOG = LoggerFactory.getLogger(StandingStreams.class);

    private final Sessions sessions;

    StandingStreams(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Opens the session's standing stream, or goes on with one that was broken off. */
    void open(Exchange exchange) {
        LiveSession session = sessions.require(exchange);
        try {
            String last = exchange.header("Last-Event-ID");
            if (last == null) {
                session.standing().attach(exchange.stream(), List.of());
            } else if (!resume(exchange, session, last)) {
                throw new ProtocolException(
                        400,
                        ProtocolException.INVALID_REQUEST,
                        "Last-Event-ID is unknown, or what followed it is no longer kept");
            }
        } finally {
            session.exit();
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
}
