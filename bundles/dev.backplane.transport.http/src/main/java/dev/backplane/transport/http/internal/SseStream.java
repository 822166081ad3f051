package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.EventStream;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.conduits.ConduitStreamSinkChannel;

/**
 * The event stream of one request. Thread-safe as {@link EventStream} says: senders append to a bounded queue and the
 * I/O thread empties it, a buffer at a time, each buffer one HTTP chunk.
 *
 * <p>The lock of this object guards the queue and the state; nothing is called under it. A quiet stream holds neither
 * queue nor buffer. A message is taken while the queue is below its bound, however large: so the bytes that wait are
 * at most the bound and one message.
 */
final class SseStream implements EventStream, ChannelListener<ConduitStreamSinkChannel>, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SseStream.class);

    private final HttpExchange exchange;
    private final Link link;
    private final FrameQueue queue;

    private boolean closing;
    private boolean cut;
    private boolean ended;
    private boolean scheduled;
    private @Nullable Runnable onClose;
    private @Nullable Runnable onDrain;

    // confined to the I/O thread
    private @Nullable PooledByteBuffer buffer;
    private @Nullable ByteBuffer unsent;
    private boolean waiting;
    private boolean stalled;
    private boolean lastChunkPut;

    /** @param chunked false for a peer that does not know chunks: the stream ends with the connection */
    SseStream(HttpExchange exchange, Link link, boolean chunked) {
        this.exchange = exchange;
        this.link = link;
        this.queue = new FrameQueue(chunked);
    }

    /** Returns the head that every stream's answer has, still open for more. */
    static Head head(boolean chunked) {
        Head head = new Head()
                .begin(200)
                .date()
                .header("Content-Type", MediaTypes.EVENTS)
                .header("Cache-Control", "no-cache")
                .header("X-Accel-Buffering", "no");
        return chunked ? head.header("Transfer-Encoding", "chunked") : head.close();
    }

    /** Sends the answer's head at once. */
    void start(Head head) {
        enqueue(Frame.responseHead(head.end().copy()));
    }

    @Override
    public boolean send(@Nullable String eventId, byte[] message) {
        return enqueue(Frame.event(eventId, message));
    }

    /** Sends an event of another type than a message's. */
    void send(String type, String data) {
        enqueue(Frame.event(type, data));
    }

    @Override
    public void retry(long millis) {
        enqueue(Frame.retry(millis));
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closing || ended) {
                return;
            }
            closing = true;
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        schedule(this);
    }

    @Override
    public synchronized void onDrain(Runnable action) {
        onDrain = action;
    }

    /** Ends the stream in good order, unless it belongs to a call. */
    void drain() {
        Runnable farewell;
        synchronized (this) {
            farewell = onDrain;
            onDrain = null;
        }
        if (farewell == null) {
            return;
        }
        try {
            farewell.run();
        } catch (RuntimeException e) {
            LOG.error("A last message for a stream failed", e);
        }
        close();
    }

    @Override
    public synchronized boolean isOpen() {
        return !closing && !ended;
    }

    @Override
    public void onClose(Runnable action) {
        synchronized (this) {
            if (!ended) {
                Runnable earlier = onClose;
                onClose = earlier == null
                        ? action
                        : () -> {
                            earlier.run();
                            action.run();
                        };
                return;
            }
        }
        action.run();
    }

    /** Sends what is queued. On the I/O thread. */
    @Override
    public void run() {
        synchronized (this) {
            scheduled = false;
            if (ended) {
                return;
            }
        }
        link.io.add(this, exchange.settings().keepAliveSeconds());
        if (!waiting) {
            pump();
        }
    }

    /** The peer takes bytes again. */
    @Override
    public void handleEvent(ConduitStreamSinkChannel channel) {
        exchange.output().suspendWrites();
        if (waiting) {
            waiting = false;
            pump();
        }
    }

    /** Keeps a quiet stream open, and cuts off a peer that takes nothing. On the I/O thread, once a period. */
    void tick() {
        if (!waiting) {
            enqueue(Frame.comment());
        } else if (stalled) {
            link.close();
        } else {
            stalled = true;
        }
    }

    /** The connection is closed. */
    void lost() {
        link.io.remove(this);
        end();
    }

    /** The connection was closed before the stream began. */
    void abandon() {
        end();
        schedule(link::close);
    }

    private boolean enqueue(Frame frame) {
        boolean full;
        synchronized (this) {
            if (closing || ended) {
                return false;
            }
            full = queue.bytes() >= exchange.settings().streamQueueBytesMax();
            if (full) {
                closing = true;
                cut = true;
            } else {
                queue.add(frame);
                if (scheduled) {
                    return true;
                }
                scheduled = true;
            }
        }
        if (full) {
            LOG.debug("An event stream's queue is full: it is closed");
            schedule(link::close);
            return false;
        }
        schedule(this);
        return true;
    }

    private void schedule(Runnable task) {
        if (link.inIoThread()) {
            task.run();
        } else {
            later(task);
        }
    }

    /** Runs the task on the I/O thread, after what that is doing now. */
    void later(Runnable task) {
        try {
            link.channel.getIoThread().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("An event stream outlived its listener", e);
            end();
        }
    }

    private void pump() {
        try {
            while (unsent != null || fill()) {
                ByteBuffer bytes = unsent;
                while (bytes != null && bytes.hasRemaining()) {
                    if (exchange.output().write(bytes) == 0) {
                        await();
                        return;
                    }
                    stalled = false;
                }
                unsent = null;
            }
        } catch (IOException e) {
            link.close();
            return;
        }
        freeBuffer();
        if (lastChunkPut) {
            link.io.remove(this);
            exchange.finished();
            end();
            exchange.complete();
        }
    }

    private void await() {
        waiting = true;
        link.channel.getSinkChannel().setWriteListener(this);
        exchange.output().resumeWrites();
    }

    /** Takes from the queue what one buffer holds; returns false if there is nothing to send. */
    private synchronized boolean fill() {
        if (ended || cut || queue.isEmpty() && !(closing && !lastChunkPut)) {
            return false;
        }
        PooledByteBuffer pooled = buffer;
        if (pooled == null) {
            pooled = link.listener.pool().allocate();
            buffer = pooled;
        }
        ByteBuffer target = pooled.getBuffer().clear();
        lastChunkPut |= queue.fill(target, closing && !lastChunkPut);
        unsent = target.flip();
        return true;
    }

    private void freeBuffer() {
        PooledByteBuffer pooled = buffer;
        if (pooled != null) {
            buffer = null;
            unsent = null;
            pooled.close();
        }
    }

    private void end() {
        Runnable action;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            queue.clear();
            action = onClose;
            onClose = null;
        }
        if (link.inIoThread()) {
            freeBuffer();
        }
        if (action != null) {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.error("An action for a stream's end failed", e);
            }
        }
    }
}
