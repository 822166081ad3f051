package dev.backplane.engine.internal;

import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The answer to one request of revision 2026-07-28: JSON, or an event stream as soon as a message precedes it. */
final class ModernReply implements Reply {

    private final Frames frames;
    private final Exchange exchange;
    private final Slice id;
    private @Nullable Runnable gone;
    private @Nullable EventStream stream;
    private boolean ended;

    ModernReply(Frames frames, Exchange exchange, Slice id) {
        this.frames = frames;
        this.exchange = exchange;
        this.id = id;
    }

    @Override
    public void result(Outcome outcome) {
        end(200, out -> frames.result(out, id, outcome, ProtocolVersion.NEWEST));
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
        EventStream open;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            open = stream;
        }
        if (open != null) {
            open.send(null, frames.encode(id, value));
            open.close();
            return;
        }
        frames.respond(exchange, status, id, value);
    }

    @Override
    public void abandon() {
        EventStream open = openStream(true);
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void message(byte[] message) {
        EventStream open = openStream(false);
        if (open != null) {
            open.send(null, message);
        }
    }

    @Override
    public void onGone(Runnable action) {
        EventStream open;
        synchronized (this) {
            gone = action;
            open = stream;
        }
        if (open == null) {
            exchange.onDisconnect(action);
        } else {
            open.onClose(action);
        }
    }

    private @Nullable EventStream openStream(boolean last) {
        EventStream opened;
        Runnable action;
        synchronized (this) {
            if (ended) {
                return null;
            }
            ended = last;
            if (stream != null) {
                return stream;
            }
            opened = exchange.stream();
            stream = opened;
            action = gone;
        }
        if (action != null) {
            opened.onClose(action);
        }
        return opened;
    }
}
