package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.LeaseEnd;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Reads the body of one request without ever waiting, and hands it to the engine: in the same pass if all of it is
 * here. Confined to the I/O thread.
 *
 * <p>The body has an array of its own, since the engine may keep it until the answer. An array of the usual few hundred
 * bytes costs less than any pool; a large one grows with what arrives, not with what the head promised.
 */
final class BodyReader implements ChannelListener<ConduitStreamSourceChannel>, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(BodyReader.class);
    private static final int STEP_BYTES = 64 * 1024;
    private static final int CHUNKED_BYTES = 4096;
    private static final byte[] NONE = new byte[0];
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Http1Exchange exchange;
    private final Engine engine;
    private final Link link;
    private final HttpServerExchange http;
    private final int length;
    private final int max;
    private ByteBuffer body;
    private XnioExecutor.@Nullable Key timeout;

    /** @param length in bytes; -1: unknown */
    BodyReader(Http1Exchange exchange, Engine engine, int length) {
        this.exchange = exchange;
        this.engine = engine;
        this.link = exchange.link();
        this.http = exchange.http();
        this.length = length;
        this.max = exchange.settings().bodyBytesMax();
        this.body = ByteBuffer.wrap(
                length == 0 ? NONE : new byte[length < 0 ? CHUNKED_BYTES : Math.min(length, STEP_BYTES)]);
    }

    void start() {
        if (http.isRequestComplete()) {
            engine.accept(exchange, NONE, 0);
            return;
        }
        if (HttpContinue.requiresContinueResponse(http) && !sendContinue()) {
            link.close();
            return;
        }
        if (!read(link.channel.getSourceChannel())) {
            timeout = link.after(exchange.settings().requestTimeoutMillis(), this);
            link.channel.getSourceChannel().setReadListener(this);
            link.channel.getSourceChannel().resumeReads();
        }
    }

    @Override
    public void handleEvent(ConduitStreamSourceChannel source) {
        if (read(source)) {
            stopTimer();
        }
    }

    /** The time is over. */
    @Override
    public void run() {
        if (exchange.isDone()) {
            return;
        }
        link.channel.getSourceChannel().suspendReads();
        link.channel.getSourceChannel().setReadListener(null);
        link.ending(LeaseEnd.TIMED_OUT);
        exchange.reject(
                408,
                "the request's body did not arrive within "
                        + exchange.settings().requestTimeoutMillis() + " ms (requestTimeoutMillis)");
    }

    /** Reads what is here; returns false if more is to come. */
    private boolean read(ConduitStreamSourceChannel source) {
        try {
            while (true) {
                // a full array of known length is read once more, for the end
                if (!body.hasRemaining() && body.position() != length && !grow()) {
                    source.suspendReads();
                    source.setReadListener(null);
                    exchange.setHeader("Retry-After", "1");
                    exchange.reject(
                            503,
                            "the bodies under way have all of bodiesBytesMax = "
                                    + exchange.settings().bodiesBytesMax());
                    return true;
                }
                body.limit(Math.min(body.capacity(), body.position() + STEP_BYTES));
                int read = source.read(body);
                if (read < 0) {
                    source.setReadListener(null);
                    stopTimer();
                    engine.accept(exchange, body.array(), body.position());
                    return true;
                }
                if (body.position() > max) {
                    source.suspendReads();
                    source.setReadListener(null);
                    exchange.rejectTooLarge("of more than " + max);
                    return true;
                }
                if (read == 0) {
                    return false;
                }
            }
        } catch (IOException | RuntimeException e) {
            // cut short, or chunks that are none: Undertow's reader throws either
            LOG.debug("A body could not be read", e);
            stopTimer();
            link.close(LeaseEnd.FAILED);
            return true;
        }
    }

    /** Returns false if there is no room. */
    private boolean grow() {
        int wanted = Math.max(body.capacity(), 1) * 2;
        // one byte more than allowed, to see that it is too large
        int capacity = Math.min(wanted, length >= 0 ? length : max + 1);
        if (capacity > STEP_BYTES && !exchange.takeBody(capacity)) {
            return false;
        }
        ByteBuffer larger = ByteBuffer.allocate(capacity);
        body.flip();
        larger.put(body);
        body = larger;
        return true;
    }

    private boolean sendContinue() {
        try {
            ByteBuffer head = ByteBuffer.wrap(CONTINUE);
            exchange.output().write(head);
            return !head.hasRemaining();
        } catch (IOException e) {
            return false;
        }
    }

    private void stopTimer() {
        XnioExecutor.Key key = timeout;
        if (key != null) {
            timeout = null;
            key.remove();
        }
    }
}
