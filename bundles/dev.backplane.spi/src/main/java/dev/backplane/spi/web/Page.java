package dev.backplane.spi.web;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.transport.Exchange;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What is served below one path of the HTTP listener: an OSGi service. Thread-safe.
 *
 * <p>The listener has checked before that the request's {@code Host} is allowed, and its {@code Origin}, if it has one, is
 * the page's own. Its limits of connections, heads, bodies and waiting are those that MCP has.
 */
@ConsumerType
public interface Page {

    /**
     * Returns the path, such as {@code /checklist}: the page gets the requests for it, and for what continues it with a
     * slash or a dot, such as {@code /checklist/a} and {@code /checklist.json}. The longest path that fits has the request; the
     * paths of MCP go before. Always the same.
     */
    String path();

    /**
     * Answers a request once: {@link #answer}, {@link Exchange#respond(int)} or {@link Exchange#stream}. Runs on one of a few
     * threads that all pages share, and may wait there for a short time; it may also answer later, from another thread.
     *
     * @throws Exception if it cannot; the peer is told 500, and the cause is logged
     */
    void handle(PageRequest request, Exchange exchange) throws Exception;

    /** Answers with a body that browsers neither store nor take for another type. The array is copied. */
    static void answer(Exchange exchange, int status, String contentType, byte[] body) {
        exchange.setHeader("Content-Type", contentType);
        exchange.setHeader("Cache-Control", "no-store");
        exchange.setHeader("X-Content-Type-Options", "nosniff");
        ByteSink sink = exchange.sink();
        sink.write(body, 0, body.length);
        exchange.respond(status, sink);
    }
}
