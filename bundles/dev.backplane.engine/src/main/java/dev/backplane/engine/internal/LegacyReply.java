package dev.backplane.engine.internal;

import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.transport.Exchange;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request within a legacy session: JSON, or, as soon as a message precedes it, a stream that the client
 * can come back to.
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
        SessionStream open;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            open = stream;
        }
        if (open != null) {
            open.send(frames.encode(id, value));
            session.finished(open);
            return;
        }
        frames.respond(exchange, status, id, value);
    }

    @Override
    public void abandon() {
        SessionStream open = openStream(true);
        if (open != null) {
            session.finished(open);
        }
    }

    @Override
    public void message(byte[] message) {
        SessionStream open = openStream(false);
        if (open != null) {
            open.send(message);
        }
    }

    @Override
    public void release() {
        if (session.version().atLeast(ProtocolVersion.V2025_11_25)) {
            SessionStream open = openStream(false);
            if (open != null) {
                open.release(retryMillis);
            }
        }
    }

    private synchronized @Nullable SessionStream openStream(boolean last) {
        if (ended) {
            return null;
        }
        ended = last;
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
