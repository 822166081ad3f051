package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.CopyReason;
import dev.backplane.spi.transport.StreamQueue;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends what an event stream has queued, until nothing is left: a buffer at a time, each one HTTP chunk. Where the peer is
 * slow it goes on when that takes bytes again. Confined to the I/O thread, except for {@link #queue}.
 */
final class Delivery {

    private final SseStream stream;
    private final HttpExchange exchange;
    private @Nullable PooledByteBuffer buffer;
    private @Nullable ByteBuffer unsent;
    private boolean waiting;
    private boolean lastChunkPut;
    private volatile long movedNanos;

    Delivery(SseStream stream, HttpExchange exchange) {
        this.stream = stream;
        this.exchange = exchange;
    }

    /** Sends what can be sent now. */
    void proceed() {
        try {
            while (unsent != null || fill()) {
                ByteBuffer bytes = unsent;
                while (bytes != null && bytes.hasRemaining()) {
                    int written = exchange.output().write(bytes);
                    if (written == 0) {
                        await();
                        return;
                    }
                    exchange.link().listener.copies().sent(written);
                    if (waiting) {
                        movedNanos = System.nanoTime();
                    }
                }
                unsent = null;
            }
            if (!exchange.output().flush()) {
                await();
                return;
            }
        } catch (IOException e) {
            exchange.abort();
            return;
        }
        free();
        stream.delivered(lastChunkPut);
    }

    /** The peer takes bytes again. */
    private void writable() {
        exchange.output().onWritable(null);
        if (buffer != null) {
            proceed();
        }
    }

    /** Returns for how long the peer has taken nothing. */
    long stalledNanos() {
        return System.nanoTime() - movedNanos;
    }

    /** Gives the buffer back; nothing more is sent. */
    void free() {
        PooledByteBuffer pooled = buffer;
        if (pooled != null) {
            buffer = null;
            unsent = null;
            pooled.close();
        }
        if (waiting) {
            waiting = false;
            exchange.output().onWritable(null);
            exchange.link().listener.streams().noLongerSlow(this);
        }
    }

    /** Tells what waits. Thread-safe. */
    StreamQueue queue() {
        return stream.queue(exchange.address(), TimeUnit.NANOSECONDS.toMillis(stalledNanos()));
    }

    private void await() {
        if (!waiting) {
            waiting = true;
            movedNanos = System.nanoTime();
            exchange.link().listener.streams().slow(this);
        }
        exchange.output().onWritable(this::writable);
    }

    /** Takes what one buffer holds; returns false if there is nothing to send. */
    private boolean fill() {
        if (lastChunkPut || !stream.hasMore()) {
            return false;
        }
        PooledByteBuffer pooled = buffer;
        if (pooled == null) {
            pooled = exchange.link().listener.pool().allocate();
            buffer = pooled;
        }
        ByteBuffer target = pooled.getBuffer().clear();
        lastChunkPut = stream.fill(target);
        unsent = target.flip();
        exchange.link().listener.copies().copied(CopyReason.EVENT, target.remaining());
        return true;
    }
}
