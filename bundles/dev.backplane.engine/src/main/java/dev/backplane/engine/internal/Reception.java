package dev.backplane.engine.internal;

import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.session.CloseReason;
import dev.backplane.spi.transport.Exchange;
import org.jspecify.annotations.Nullable;

/** Takes in what transports hand over, decides which era it belongs to, and refuses what belongs to none. Thread-safe. */
record Reception(
        Frames frames,
        Sessions sessions,
        StandingStreams streams,
        LegacyEra legacy,
        Batches batches,
        ModernEra modern,
        Observers observers) {

    /** Takes one message, or a batch. */
    void accept(Exchange exchange, byte[] body, int offset, int length) {
        Slice id = null;
        Message.Request asked = null;
        try {
            Message message = frames.codec().decode(new Slice(body, offset, length));
            asked = message instanceof Message.Request request ? request : null;
            if (exchange.isDraining() && (message instanceof Message.Request || message instanceof Message.Batch)) {
                id = asked == null ? null : asked.id();
                exchange.setHeader("Retry-After", "1");
                throw new ProtocolException(
                        503, ProtocolException.INTERNAL_ERROR, "The server is stopping: repeat the request later");
            }
            if (message instanceof Message.Request request) {
                id = request.id();
                request(exchange, request);
            } else if (message instanceof Message.Notification notification) {
                notification(exchange, notification);
            } else if (message instanceof Message.Response response) {
                response(exchange, response);
            } else if (message instanceof Message.Batch batch) {
                batch(exchange, batch);
            } else if (message instanceof Message.Invalid invalid) {
                id = invalid.id();
                throw new ProtocolException(400, ProtocolException.INVALID_REQUEST, invalid.problem());
            }
        } catch (RuntimeException e) {
            ProtocolException answer = Faults.toAnswer(e);
            refuse(exchange, id, answer);
            if (asked != null) {
                observers.refused(exchange, asked, answer);
            }
        }
    }

    private void request(Exchange exchange, Message.Request message) {
        Members meta = legacy.metaOf(message.params());
        Slice claim = meta.get(ModernEra.PROTOCOL_VERSION);
        boolean modernHeader = modernHeader(exchange);
        if (message.method().equals("initialize")) {
            if (claim != null && meta.get(ModernEra.CLIENT_CAPABILITIES) != null) {
                modern.request(exchange, message, meta, claim);
            } else if (modernHeader) {
                throw ParameterHeaders.mismatch("MCP-Protocol-Version is " + exchange.header("MCP-Protocol-Version")
                        + ", which has no initialize");
            } else {
                legacy.request(exchange, message, meta);
            }
        } else if (claim != null) {
            modern.request(exchange, message, meta, claim);
        } else if (modernHeader || !exchange.hasHeaders()) {
            throw new ProtocolException(
                    400,
                    ProtocolException.INVALID_PARAMS,
                    "params._meta['" + ModernEra.PROTOCOL_VERSION + "'] is missing");
        } else {
            legacy.request(exchange, message, meta);
        }
    }

    private static boolean modernHeader(Exchange exchange) {
        ProtocolVersion version = ProtocolVersion.of(exchange.header("MCP-Protocol-Version"));
        return version != null && version.modern();
    }

    private void notification(Exchange exchange, Message.Notification message) {
        if (modernHeader(exchange) || legacy.metaOf(message.params()).get(ModernEra.PROTOCOL_VERSION) != null) {
            // No notification of a client's means anything over a transport with one stream a request.
            exchange.respond(202);
        } else {
            legacy.notification(exchange, message);
        }
    }

    private void response(Exchange exchange, Message.Response message) {
        if (modernHeader(exchange)) {
            throw new ProtocolException(
                    400, ProtocolException.INVALID_REQUEST, "Revision 2026-07-28 has no responses from clients");
        }
        legacy.response(exchange, message);
    }

    private void batch(Exchange exchange, Message.Batch message) {
        if (modernHeader(exchange)) {
            throw new ProtocolException(400, ProtocolException.INVALID_REQUEST, "Revision 2026-07-28 has no batches");
        }
        batches.accept(exchange, message.elements());
    }

    /** Takes the wish for a standing stream. */
    void open(Exchange exchange) {
        try {
            if (modernHeader(exchange)) {
                exchange.setHeader("Allow", "POST");
                throw new ProtocolException(
                        405, ProtocolException.INVALID_REQUEST, "Revision 2026-07-28 has no GET streams");
            }
            streams.open(exchange);
        } catch (RuntimeException e) {
            refuse(exchange, null, Faults.toAnswer(e));
        }
    }

    /** Takes the wish to end a session. */
    void end(Exchange exchange, CloseReason reason) {
        try {
            if (modernHeader(exchange)) {
                exchange.setHeader("Allow", "POST");
                throw new ProtocolException(
                        405, ProtocolException.INVALID_REQUEST, "Revision 2026-07-28 has no sessions");
            }
            sessions.delete(exchange, reason);
        } catch (RuntimeException e) {
            refuse(exchange, null, Faults.toAnswer(e));
        }
    }

    private void refuse(Exchange exchange, @Nullable Slice id, ProtocolException e) {
        e.setHeaders(exchange);
        frames.respond(
                exchange,
                e.status(),
                id,
                out -> Frames.error(out, id, e.code(), String.valueOf(e.getMessage()), e.data()));
    }
}
