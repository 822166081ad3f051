package dev.backplane.transport.http.internal;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Writes one whole answer and ends the request. Confined to the I/O thread. Mostly one call; if the peer is slow, the
 * rest follows as it takes it, and a peer that takes nothing for the request timeout is cut off.
 *
 * <p>Goes around Undertow's response channel, straight to the socket: the head is ready in the buffer, so that there
 * is nothing left for the channel's layers to do.
 */
final class Answer implements ChannelListener<ConduitStreamSinkChannel>, Runnable {

    private final HttpExchange exchange;
    private final BufferSink body;
    private final ByteBuffer[] buffers;
    private int next;
    private boolean ended;
    private boolean progress;
    private XnioExecutor.@Nullable Key timeout;

    private Answer(HttpExchange exchange, BufferSink body, ByteBuffer[] buffers) {
        this.exchange = exchange;
        this.body = body;
        this.buffers = buffers;
    }

    /** @param body null: none */
    static Answer to(HttpExchange exchange, int status, @Nullable BufferSink body) {
        HttpServerExchange http = exchange.http;
        boolean keep = http.isPersistent() && http.isRequestComplete() && !exchange.isLast();
        if (!keep) {
            http.setPersistent(false);
        }
        Head head = exchange.link().io.head().begin(status).date();
        if (body != null) {
            head.json();
        }
        if (status != 204) {
            head.bodyLength(body == null ? 0 : body.size());
        }
        if (!keep) {
            head.close();
        }
        exchange.withHeaders(head).end();
        BufferSink sent = body == null ? new BufferSink(exchange.link().listener.pool()) : body;
        if (http.getRequestMethod().equals(Methods.HEAD)) {
            sent.clear();
        }
        return new Answer(exchange, sent, sent.sealed(head.bytes(), head.length()));
    }

    void write() {
        StreamSinkConduit output = exchange.output();
        try {
            while (next < buffers.length) {
                long written = next == buffers.length - 1
                        ? output.write(buffers[next])
                        : output.write(buffers, next, buffers.length - next);
                while (next < buffers.length && !buffers[next].hasRemaining()) {
                    next++;
                }
                if (written == 0) {
                    await();
                    return;
                }
                progress = true;
            }
        } catch (IOException e) {
            exchange.link().close();
            return;
        }
        finish();
    }

    @Override
    public void handleEvent(ConduitStreamSinkChannel channel) {
        if (!ended) {
            write();
        }
    }

    /** Looks whether the peer has taken anything since the last look. */
    @Override
    public void run() {
        if (ended) {
            return;
        }
        if (progress) {
            progress = false;
            timeout = exchange.link().after(exchange.settings().requestTimeoutMillis(), this);
        } else {
            exchange.link().close();
        }
    }

    void free() {
        ended = true;
        stopTimer();
        body.free();
    }

    private void await() {
        if (timeout == null) {
            progress = false;
            timeout = exchange.link().after(exchange.settings().requestTimeoutMillis(), this);
            ConduitStreamSinkChannel channel = exchange.link().channel.getSinkChannel();
            channel.setWriteListener(this);
            exchange.output().resumeWrites();
        }
    }

    private void finish() {
        if (timeout != null) {
            exchange.output().suspendWrites();
            exchange.link().channel.getSinkChannel().setWriteListener(null);
        }
        free();
        exchange.finished();
        exchange.complete();
    }

    private void stopTimer() {
        XnioExecutor.Key key = timeout;
        if (key != null) {
            timeout = null;
            key.remove();
        }
    }
}
