package dev.backplane.engine.internal;

import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.transport.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The answers to the requests of one batch (2025-03-26): an array once all are there, or, as soon as a message precedes
 * one, a stream of single messages. Guarded by itself.
 */
final class Batch {

    private final Frames frames;
    private final Exchange exchange;
    private final LiveSession session;
    private final List<byte[]> answers = new ArrayList<>();
    private int open;
    private @Nullable SessionStream stream;

    /** @param requests how many answers there will be, at least 1 */
    Batch(Frames frames, Exchange exchange, LiveSession session, int requests) {
        this.frames = frames;
        this.exchange = exchange;
        this.session = session;
        this.open = requests;
        session.stay();
    }

    /** Returns the reply to one of the requests. */
    Reply part(Slice id) {
        return new Part(id);
    }

    /** Takes the answer to an element that could not be handled as a request. */
    void refuse(@Nullable Slice id, ProtocolException e) {
        end(HeapSink.encode(
                frames.codec(), out -> Frames.error(out, id, e.code(), String.valueOf(e.getMessage()), e.data())));
    }

    private synchronized void end(byte @Nullable [] answer) {
        open--;
        if (stream != null) {
            if (answer != null) {
                stream.send(answer);
            }
            if (open == 0) {
                session.finished(stream);
                session.exit();
            }
            return;
        }
        if (answer != null) {
            answers.add(answer);
        }
        if (open > 0) {
            return;
        }
        session.exit();
        if (answers.isEmpty()) {
            exchange.respond(202);
            return;
        }
        frames.respond(exchange, 200, null, out -> {
            out.beginArray();
            answers.forEach(each -> out.raw(Slice.of(each)));
            out.endArray();
        });
    }

    private synchronized void send(byte[] message) {
        if (stream == null) {
            stream = session.openStream();
            stream.attach(exchange.stream(), List.of());
            answers.forEach(stream::send);
            answers.clear();
        }
        stream.send(message);
    }

    private final class Part implements Reply {

        private final Slice id;

        Part(Slice id) {
            this.id = id;
        }

        @Override
        public void result(Outcome outcome) {
            finish(out -> frames.result(out, id, outcome, session.version()));
        }

        @Override
        public void error(int status, int code, String message, @Nullable Object data) {
            finish(out -> Frames.error(out, id, code, message, data));
        }

        private void finish(Consumer<JsonWriter> value) {
            end(frames.encode(id, value));
        }

        @Override
        public void abandon() {
            end(null);
        }

        @Override
        public void message(byte[] message) {
            send(message);
        }
    }
}
