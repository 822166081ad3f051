package dev.backplane.transport.http.internal;

import dev.backplane.spi.slot.SlotEmptyException;
import dev.backplane.spi.transport.Endpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine, for one exchange at a time: what it throws becomes an answer, what it answers later is waited for. On
 * I/O threads.
 *
 * @param endpoint the engine's own face
 */
record Engine(Endpoint endpoint) {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    void accept(HttpExchange exchange, byte[] body, int length) {
        try {
            endpoint.accept(exchange, body, 0, length);
        } catch (RuntimeException | Error e) {
            failed(exchange, e);
        }
        exchange.awaitAnswer();
    }

    void open(HttpExchange exchange) {
        try {
            endpoint.open(exchange);
        } catch (RuntimeException | Error e) {
            failed(exchange, e);
        }
        exchange.awaitAnswer();
    }

    void end(HttpExchange exchange) {
        try {
            endpoint.end(exchange);
        } catch (RuntimeException | Error e) {
            failed(exchange, e);
        }
        exchange.awaitAnswer();
    }

    private static void failed(HttpExchange exchange, Throwable cause) {
        if (cause instanceof SlotEmptyException) {
            // Without a codec the engine cannot even say so itself.
            LOG.debug("No answer could be made", cause);
            exchange.failed(503, String.valueOf(cause.getMessage()));
            return;
        }
        LOG.error("The engine failed on a request", cause);
        exchange.failed(500, "internal error");
    }
}
