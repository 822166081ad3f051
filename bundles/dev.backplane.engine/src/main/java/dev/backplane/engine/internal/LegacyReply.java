package dev.backplane.engine.internal;

import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.transport.Exchange;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request within a legacy session: JSON, or, as soon as a message precedes it, a stream that the client
 * can come back to. It is in the session until it has ended.
 */
final class LegacyReply implements Reply {

    private final Frames frames;
    private final Exchange exchange;
    private final LiveSession session;
    private final Slice id;
    private final long retryMillis;
    private @Nullable SessionStream stream;
    private boolean ended;

    LegacyReply(Frames frames, Exchange exchange, LiveSession session, Slice id, long retryMillis) {
        this.frames = frames;
        this.exchange = exchange;
        this.session = session;
        this.id = id;
        this.retryMillis = retryMillis;
        session.stay();
    }

    /** Ends it without an answer, which comes by another way. */
    void drop() {
        if (finish()) {
            session.exit();
        }
    }

    /** Returns false if it has ended already. */
    private synchronized boolean finish() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    @Override
    public void result(Outcome outcome) {
        end(200, out -> frames.result(out, id, outcome, session.version()));
    }

    @Override
    public void error(int status, int code, String message, @Nullable Object data) {
        end(status, out -> Frames.error(out, id, code, message, data));
    }

    @Override
    public void error(ProtocolException e) {
        e.setHeaders(exchange);
        Reply.super.error(e);
    }

    private void end(int status, Consumer<JsonWriter> value) {
        if (!finish()) {
            return;
        }
        try {
            SessionStream open = begun();
            if (open != null) {
                open.send(frames.encode(id, value));
                session.finished(open);
            } else {
                frames.respond(exchange, status, id, value);
            }
        } finally {
            session.exit();
        }
    }

    private synchronized @Nullable SessionStream begun() {
        return stream;
    }

    @Override
    public void abandon() {
        if (finish()) {
            try {
                session.finished(openStream());
            } finally {
                session.exit();
            }
        }
    }

    @Override
    public void message(byte[] message) {
        SessionStream open = goingOn();
        if (open != null) {
            open.send(message);
        }
    }

    @Override
    public void release() {
        if (session.version().atLeast(ProtocolVersion.V2025_11_25)) {
            SessionStream open = goingOn();
            if (open != null) {
                open.release(retryMillis);
            }
        }
    }

    /** Returns the stream; null if it has ended. */
    private synchronized @Nullable SessionStream goingOn() {
        return ended ? null : openStream();
    }

    private synchronized SessionStream openStream() {
        if (stream == null) {
            stream = session.openStream();
            stream.attach(exchange.stream(), List.of());
            // Older clients take an event without data for a broken message.
            if (session.version().atLeast(ProtocolVersion.V2025_11_25)) {
                stream.prime();
            }
        }
        return stream;
    }
}
