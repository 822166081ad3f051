package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.CopyReason;
import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.LeaseEnd;
import dev.backplane.spi.transport.StreamQueue;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event stream of one request. Thread-safe as {@link EventStream} says: senders append to a bounded queue, and the I/O
 * thread empties it through a {@link Delivery}.
 *
 * <p>The lock of this object guards the queue and the state; nothing is called under it, and nobody waits for it longer
 * than an append takes. A quiet stream holds neither frames nor buffer. A message is taken while the queue is below its
 * bounds, however large: so the bytes that wait are at most the bound and one message. Beyond, or when the peer takes
 * nothing for too long, the connection is closed: the engine hears of it and keeps for the peer's return what it keeps.
 */
final class SseStream implements EventStream, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SseStream.class);

    /** When peers come back whose streams end because the server stops. */
    private static final long RETRY_MILLIS = 1000;

    private final HttpExchange exchange;
    private final Link link;
    private final FrameQueue queue;

    private boolean closing;
    private boolean cut;
    private boolean ended;
    private boolean scheduled;
    private boolean lasting;
    private @Nullable Runnable onClose;
    private @Nullable Runnable onDrain;

    /** The one behind it in the {@link Outbox}, which it is in at most once. */
    @Nullable
    SseStream nextDue;

    /** Confined to the I/O thread; null while nothing is being sent. */
    private @Nullable Delivery delivery;

    /** @param chunked false for a peer that does not know chunks: the stream ends with the connection */
    SseStream(HttpExchange exchange, Link link, boolean chunked) {
        this.exchange = exchange;
        this.link = link;
        this.queue = new FrameQueue(chunked);
        link.listener.streams().opened();
    }

    /** Sends the answer's head at once. */
    void start(Head head) {
        enqueue(Frame.responseHead(head.end().copy()));
    }

    @Override
    public boolean send(@Nullable String eventId, byte[] message) {
        return enqueue(Frame.event(eventId, message));
    }

    /** Sends what was put together. */
    boolean send(HeapSink message) {
        byte[] bytes = message.toBytes();
        link.listener.copies().copied(CopyReason.GROWN, message.copied());
        return send(null, bytes);
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
        schedule();
    }

    @Override
    public synchronized void onDrain(Runnable action) {
        onDrain = action;
        lasting = true;
    }

    /** Says that the stream goes on without end; whoever says so ends it when the listener drains. */
    synchronized void last() {
        lasting = true;
    }

    /** Tells whether it goes on without end. */
    synchronized boolean isLasting() {
        return lasting;
    }

    /** Ends the stream in good order, and says when to come back; unless it belongs to a call. Returns whether it ends. */
    boolean drain() {
        Runnable farewell;
        synchronized (this) {
            farewell = onDrain;
            onDrain = null;
        }
        if (farewell == null) {
            return !isOpen();
        }
        try {
            farewell.run();
        } catch (RuntimeException e) {
            LOG.error("A last message for a stream failed", e);
        }
        release();
        return true;
    }

    /** Ends the stream in good order, though its call has not ended; says when to come back. */
    void release() {
        retry(RETRY_MILLIS);
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

    /** Returns what waits, which a peer has not taken for that long. */
    synchronized StreamQueue queue(String peer, long stalledMillis) {
        return new StreamQueue(peer, queue.messages(), queue.bytes(), stalledMillis);
    }

    // ---- what follows runs on the I/O thread ---------------------------------------------------------------------

    /** Sends what is queued. */
    @Override
    public void run() {
        synchronized (this) {
            scheduled = false;
            if (ended) {
                return;
            }
        }
        // one that is under way goes on by itself
        if (delivery == null) {
            Delivery next = new Delivery(this, exchange);
            delivery = next;
            next.proceed();
        }
    }

    /** Tells whether there is something to send, or an end to be put. */
    synchronized boolean hasMore() {
        return !ended && (closing && !cut || !queue.isEmpty());
    }

    /** Moves into the empty buffer what fits, as one chunk; returns whether the stream's end is in it. */
    synchronized boolean fill(ByteBuffer target) {
        int messages = queue.messages();
        long bytes = queue.bytes();
        boolean end = queue.fill(target, closing && !cut);
        link.listener.streams().queued(queue.messages() - messages, queue.bytes() - bytes);
        return end;
    }

    /** Nothing is left of what was to be sent. */
    void delivered(boolean last) {
        delivery = null;
        if (last) {
            exchange.finished();
            end();
            exchange.complete();
        }
    }

    /** Keeps a quiet stream open. */
    void keepAlive() {
        if (delivery == null) {
            enqueue(Frame.comment());
        }
    }

    /** Cuts off a peer that takes nothing. */
    void cutIfStalled(Settings settings) {
        Delivery slow = delivery;
        if (slow != null && slow.stalledNanos() > TimeUnit.MILLISECONDS.toNanos(settings.streamStallMillis())) {
            synchronized (this) {
                closing = true;
                cut = true;
            }
            cutOff("its peer takes nothing");
        }
    }

    /** The connection is closed. */
    void lost() {
        end();
    }

    /** The connection was closed before the stream began. */
    void abandon() {
        end();
        later(exchange::abort);
    }

    // ---- any thread ----------------------------------------------------------------------------------------------

    private boolean enqueue(Frame frame) {
        boolean full;
        synchronized (this) {
            if (closing || ended) {
                return false;
            }
            full = isFull();
            if (full) {
                closing = true;
                cut = true;
            } else {
                queue.add(frame);
                link.listener.streams().queued(1, frame.heap());
                if (scheduled) {
                    return true;
                }
                scheduled = true;
            }
        }
        if (full) {
            later(this::overflow);
            return false;
        }
        schedule();
        return true;
    }

    private boolean isFull() {
        if (queue.isEmpty()) {
            return false;
        }
        Settings settings = link.listener.settings();
        return queue.bytes() >= settings.streamQueueBytesMax()
                || queue.messages() >= settings.streamQueueMessagesMax()
                || queue.bytes() >= Settings.STREAM_QUEUE_BYTES_LEAST
                        && link.listener.streams().bytes() >= settings.streamsBytesMax();
    }

    /**
     * Cuts the stream off. What fills a queue before the I/O thread has come to it is no fault of the peer: it gets what it takes
     * at once, the answer's head above all, and so knows from where to go on.
     */
    private void overflow() {
        run();
        cutOff("its queue is full");
    }

    private void cutOff(String reason) {
        LOG.debug("The event stream of {} is cut: {}", exchange.address(), reason);
        link.listener.streams().cut();
        link.ending(LeaseEnd.TIMED_OUT);
        exchange.abort();
    }

    /** Sees that {@link #run} comes on the I/O thread. Streams that go on without end, often many at once, take turns. */
    private void schedule() {
        if (link.inIoThread()) {
            run();
        } else if (isLasting()) {
            if (!link.io.outbox().add(this)) {
                end();
            }
        } else {
            later(this);
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

    private void end() {
        Runnable action;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            link.listener.streams().queued(-queue.messages(), -queue.bytes());
            queue.clear();
            action = onClose;
            onClose = null;
            onDrain = null;
        }
        link.listener.streams().closed();
        Delivery underWay = delivery;
        if (underWay != null && link.inIoThread()) {
            delivery = null;
            underWay.free();
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
