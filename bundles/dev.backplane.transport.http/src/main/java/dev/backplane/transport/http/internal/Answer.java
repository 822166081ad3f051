package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.Copies;
import dev.backplane.spi.transport.CopyReason;
import dev.backplane.spi.transport.LeaseEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;

/**
 * Writes one whole answer and ends the request. Confined to the I/O thread. Mostly one call; if the peer is slow, the
 * rest follows as it takes it, and a peer that takes less than it has to within the request timeout is cut off.
 *
 * <p>Goes around Undertow's response channel, straight to the socket: the head of HTTP/1 is ready in the buffer, so that
 * there is nothing left for the channel's layers to do.
 */
final class Answer implements Runnable {

    private final HttpExchange exchange;
    private final BufferSink body;
    private final ByteBuffer[] buffers;
    private final Copies copies;
    private int next;
    private boolean ended;
    private long taken;
    private XnioExecutor.@Nullable Key timeout;

    /** @param buffers those of the body, and what goes in front of it */
    Answer(HttpExchange exchange, BufferSink body, ByteBuffer[] buffers) {
        this.exchange = exchange;
        this.body = body;
        this.buffers = buffers;
        this.copies = exchange.link().listener.copies();
        copies.copied(CopyReason.ENCODED, body.copied());
    }

    void write() {
        Output output = exchange.output();
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
                taken += written;
                copies.sent(written);
            }
        } catch (IOException e) {
            exchange.link().ending(LeaseEnd.FAILED);
            exchange.abort();
            return;
        }
        finish();
    }

    private void writable() {
        if (!ended) {
            write();
        }
    }

    /** Looks whether the peer has taken enough since the last look. */
    @Override
    public void run() {
        if (ended) {
            return;
        }
        if (taken >= leastOfPeriod()) {
            taken = 0;
            timeout = exchange.link().after(exchange.settings().requestTimeoutMillis(), this);
        } else {
            exchange.link().ending(LeaseEnd.TIMED_OUT);
            exchange.abort();
        }
    }

    private long leastOfPeriod() {
        Settings settings = exchange.settings();
        return Math.max(1, (long) settings.bytesPerSecondMin() * settings.requestTimeoutMillis() / 1000);
    }

    void free() {
        ended = true;
        stopTimer();
        body.free();
    }

    private void await() {
        if (timeout == null) {
            taken = 0;
            timeout = exchange.link().after(exchange.settings().requestTimeoutMillis(), this);
            exchange.output().onWritable(this::writable);
        }
    }

    private void finish() {
        if (timeout != null) {
            exchange.output().onWritable(null);
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
