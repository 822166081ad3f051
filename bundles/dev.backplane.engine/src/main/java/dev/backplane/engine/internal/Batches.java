package dev.backplane.engine.internal;

import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.transport.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes in batches (2025-03-26). Thread-safe. */
final class Batches {

    private static final Logger LOG = LoggerFactory.getLogger(Batches.class);

    private final Frames frames;
    private final Supplier<Settings> settings;
    private final Sessions sessions;
    private final LegacyEra legacy;
    private final Observers observers;

    Batches(Frames frames, Supplier<Settings> settings, Sessions sessions, LegacyEra legacy, Observers observers) {
        this.frames = frames;
        this.settings = settings;
        this.sessions = sessions;
        this.legacy = legacy;
        this.observers = observers;
    }

    void accept(Exchange exchange, List<Slice> elements) {
        LiveSession session = sessions.require(exchange);
        try {
            accept(exchange, session, elements);
        } finally {
            session.exit();
        }
    }

    private void accept(Exchange exchange, LiveSession session, List<Slice> elements) {
        if (session.version() != ProtocolVersion.V2025_03_26) {
            throw new ProtocolException(
                    400,
                    ProtocolException.INVALID_REQUEST,
                    "Batches belong to revision 2025-03-26 alone; this session speaks "
                            + session.version().id());
        }
        int most = settings.get().calls().batchMax();
        if (elements.size() > most) {
            throw new ProtocolException(
                    400,
                    ProtocolException.INVALID_REQUEST,
                    "The batch has " + elements.size() + " messages, at most " + most + " (batchMax) are allowed");
        }
        List<Message> messages = new ArrayList<>();
        int answers = 0;
        for (Slice element : elements) {
            Message message = frames.codec().decode(element);
            messages.add(message);
            if (message instanceof Message.Request request) {
                if (legacy.metaOf(request.params()).get(ModernEra.PROTOCOL_VERSION) != null) {
                    throw new ProtocolException(
                            400, ProtocolException.INVALID_REQUEST, "Revision 2026-07-28 has no batches");
                }
                answers++;
            } else if (message instanceof Message.Invalid || message instanceof Message.Batch) {
                answers++;
            }
        }
        if (answers == 0) {
            messages.forEach(message -> takeQuiet(session, message));
            exchange.respond(202);
            return;
        }
        Batch batch = new Batch(frames, exchange, session, answers);
        for (Message message : messages) {
            if (message instanceof Message.Request request) {
                batchRequest(exchange, batch, session, request);
            } else if (message instanceof Message.Invalid invalid) {
                batch.refuse(
                        invalid.id(), new ProtocolException(400, ProtocolException.INVALID_REQUEST, invalid.problem()));
            } else if (message instanceof Message.Batch) {
                batch.refuse(
                        null, new ProtocolException(400, ProtocolException.INVALID_REQUEST, "a batch within a batch"));
            } else {
                takeQuiet(session, message);
            }
        }
    }

    /** A batch goes on whatever becomes of a message that wants no answer. */
    private void takeQuiet(LiveSession session, Message message) {
        try {
            take(session, message);
        } catch (RuntimeException e) {
            LOG.warn(
                    "A message in a batch, of session {}…, failed", session.id().substring(0, 6), e);
        }
    }

    private void take(LiveSession session, Message message) {
        if (message instanceof Message.Notification notification) {
            legacy.take(session, notification);
        } else if (message instanceof Message.Response response) {
            legacy.take(session, response);
        }
    }

    private void batchRequest(Exchange exchange, Batch batch, LiveSession session, Message.Request message) {
        Slice id = Slice.of(message.id().toBytes());
        try {
            if (message.method().equals("initialize")) {
                throw new ProtocolException(
                        400, ProtocolException.INVALID_REQUEST, "initialize must not be part of a batch");
            }
            legacy.request(exchange, message, legacy.metaOf(message.params()), session, id, batch.part(id));
        } catch (RuntimeException e) {
            ProtocolException answer = Faults.toAnswer(e);
            batch.refuse(id, answer);
            observers.refused(exchange, message, answer);
        }
    }
}
