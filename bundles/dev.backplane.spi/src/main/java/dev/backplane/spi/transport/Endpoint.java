package dev.backplane.spi.transport;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The engine, as transports see it: an OSGi service. Thread-safe. Methods are called on an I/O thread and return without
 * waiting; the answer may come later, on another thread.
 */
@ProviderType
public interface Endpoint {

    /**
     * Takes one message, or a batch.
     *
     * @param body must stay unchanged until the exchange is answered
     */
    void accept(Exchange exchange, byte[] body, int offset, int length);

    /**
     * Takes a connection on which messages go both ways.
     *
     * @return what takes its messages, and the news of its end
     */
    Conversation connect(Line line);

    /** Takes the wish for a standing stream of a legacy session (HTTP GET). */
    void open(Exchange exchange);

    /** Takes the wish to end a legacy session (HTTP DELETE). */
    void end(Exchange exchange);

    /** Takes the news that a connection is gone which its legacy session cannot outlive. */
    default void gone(Exchange exchange) {
        end(exchange);
    }

    /** Returns the protocol revisions it speaks, oldest first; empty: it does not say. */
    default List<String> protocolVersions() {
        return List.of();
    }
}
