package dev.backplane.transport.http.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.transport.Conversation;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.LeaseEnd;
import dev.backplane.spi.transport.Line;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * A connection that is a WebSocket: a JSON-RPC message in each text. Confined to its I/O thread, except for what {@link
 * Line} has.
 *
 * <p>Its end has a code: 1001, the server stops; 1008, the peer has let a time pass, or sends pings without end; 1009, a message is
 * too large; 1013, there is no room for it. A peer that takes nothing is closed without one, since it would not take that.
 */
final class WebSocket implements Protocol, Line, WebSocketReader.Taker, ChannelListener<ConduitStreamSourceChannel> {

    private static final Logger LOG = LoggerFactory.getLogger(WebSocket.class);
    private static final int TURNS = 4;
    private static final int PINGS_A_SECOND_MAX = 20;
    private static final int STEP_BYTES = 64 * 1024;
    private static final int REASON_BYTES_MAX = 123;
    private static final byte[] NOTHING = {};

    private final Link link;
    private final WebSocketQueue queue;
    private final WebSocketReader reader;
    private final Conversation conversation;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final long startNanos = System.nanoTime();
    private long heardNanos = startNanos;
    private long pingedNanos = startNanos;
    private long secondNanos = startNanos;
    private long stuckNanos;
    private long taken;
    private int pings;
    private boolean waiting;
    private boolean begun;
    private boolean ended;

    WebSocket(Link link, Endpoint engine) {
        this.link = link;
        this.queue = new WebSocketQueue(link);
        this.reader = new WebSocketReader(this, link.listener.settings().bodyBytesMax());
        this.conversation = engine.connect(this);
    }

    void start() {
        link.listener.streams().opened();
        link.serve(this);
        link.channel.getSinkChannel().setWriteListener(this::writable);
        ConduitStreamSourceChannel source = link.channel.getSourceChannel();
        source.setReadListener(this);
        source.resumeReads();
        handleEvent(source);
    }

    @Override
    public void handleEvent(ConduitStreamSourceChannel source) {
        ByteBuffer bytes = link.io.input();
        try {
            for (int i = 0; i < TURNS && !ended; i++) {
                int read = source.read(bytes.clear());
                if (read < 0) {
                    link.close();
                    return;
                }
                if (read == 0) {
                    return;
                }
                heardNanos = System.nanoTime();
                reader.read(bytes.flip());
            }
            if (!ended) {
                source.wakeupReads();
            }
        } catch (WebSocketException e) {
            link.ending(LeaseEnd.FAILED);
            end(e.code(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.debug("A WebSocket broke", e);
            link.close();
        }
    }

    // ---- what the reader tells -----------------------------------------------------------------------------------

    @Override
    public boolean message(byte[] bytes, int length) {
        giveBack();
        begun = true;
        if (ended) {
            return true;
        }
        long millis = link.waitMillis(link.listener.settings());
        if (millis > 0) {
            link.channel.getSourceChannel().suspendReads();
            link.after(millis, () -> {
                if (!ended) {
                    link.channel.getSourceChannel().wakeupReads();
                }
            });
        }
        try {
            return conversation.accept(bytes, 0, length);
        } catch (RuntimeException | Error e) {
            LOG.error("The engine failed on a message", e);
            end(WebSocketException.OVERLOADED, "internal error");
            return false;
        }
    }

    @Override
    public void control(int opcode, byte[] payload) throws WebSocketException {
        if (opcode == WebSocketReader.CLOSE) {
            int code = payload.length < 2
                    ? WebSocketException.NORMAL
                    : ByteBuffer.wrap(payload).getShort() & 0xffff;
            end(code == WebSocketException.NO_CODE ? WebSocketException.NORMAL : code, "");
            return;
        }
        long now = System.nanoTime();
        if (now - secondNanos > TimeUnit.SECONDS.toNanos(1)) {
            secondNanos = now;
            pings = 0;
        }
        if (++pings > PINGS_A_SECOND_MAX) {
            throw new WebSocketException(
                    WebSocketException.POLICY, "more than " + PINGS_A_SECOND_MAX + " pings in a second");
        }
        // one that does not take the last answer gets no other: what waits is bounded
        if (opcode == WebSocketReader.PING && !waiting) {
            queue.control(WebSocketReader.PONG, payload);
            flush();
        }
    }

    @Override
    public boolean room(int bytes) {
        if (bytes <= STEP_BYTES) {
            return true;
        }
        boolean granted = link.listener
                .budget()
                .take(bytes - taken, link.listener.settings().bodiesBytesMax());
        if (granted) {
            taken = bytes;
        }
        return granted;
    }

    private void giveBack() {
        if (taken > 0) {
            link.listener.budget().giveBack(taken);
            taken = 0;
        }
    }

    // ---- the engine's side: any thread ---------------------------------------------------------------------------

    @Override
    public String transport() {
        return name();
    }

    @Override
    public String address() {
        InetSocketAddress peer = link.peer();
        return peer != null && peer.getAddress() != null ? peer.getAddress().getHostAddress() : "unknown";
    }

    @Override
    public @Nullable String principal() {
        return link.principal();
    }

    @Override
    public int requestsMax() {
        return link.listener.settings().http2StreamsMax();
    }

    @Override
    public ByteSink sink() {
        return new BufferSink(link.listener.pool());
    }

    @Override
    public boolean send(ByteSink message) {
        return sent(queue.add((BufferSink) message));
    }

    @Override
    public boolean send(byte[] message) {
        return sent(queue.add(message));
    }

    private boolean sent(boolean added) {
        if (added) {
            soon();
        } else if (!queue.isClosing()) {
            LOG.debug("The WebSocket of {} is cut: its queue is full", address());
            link.io.execute(() -> {
                // of many that find no room at once, the first one cuts
                if (!queue.isClosing()) {
                    cut();
                }
            });
        }
        return added;
    }

    private void cut() {
        link.listener.streams().cut();
        link.close(LeaseEnd.FAILED);
    }

    @Override
    public void drop(ByteSink unsent) {
        ((BufferSink) unsent).free();
    }

    @Override
    public void close() {
        int code = link.listener.isDraining() ? WebSocketException.GOING_AWAY : WebSocketException.NORMAL;
        link.io.execute(() -> end(code, ""));
    }

    @Override
    public boolean isOpen() {
        return !queue.isClosing();
    }

    private void soon() {
        if (link.inIoThread()) {
            flush();
        } else if (scheduled.compareAndSet(false, true)
                && !link.io.execute(() -> {
                    scheduled.set(false);
                    flush();
                })) {
            LOG.debug("A WebSocket outlived its listener");
        }
    }

    // ---- writing -------------------------------------------------------------------------------------------------

    private void flush() {
        if (!waiting && !ended) {
            write();
        }
    }

    private void writable(ConduitStreamSinkChannel sink) {
        stuckNanos = System.nanoTime();
        write();
    }

    private void write() {
        ConduitStreamSinkChannel sink = link.channel.getSinkChannel();
        try {
            if (queue.flush(sink)) {
                waiting = false;
                sink.suspendWrites();
                if (ended) {
                    Linger.close(link.channel, link.io);
                }
            } else if (!waiting) {
                waiting = true;
                stuckNanos = System.nanoTime();
                sink.resumeWrites();
            }
        } catch (IOException e) {
            LOG.debug("A WebSocket broke", e);
            link.close();
        }
    }

    /** Says why, and closes when that has gone out. */
    private void end(int code, String reason) {
        if (ended) {
            return;
        }
        ended = true;
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] said = Arrays.copyOf(text, Math.min(text.length, REASON_BYTES_MAX));
        queue.control(
                WebSocketReader.CLOSE,
                ByteBuffer.allocate(2 + said.length)
                        .putShort((short) code)
                        .put(said)
                        .array());
        link.channel.getSourceChannel().suspendReads();
        if (!waiting) {
            write();
        }
        conversation.gone();
        link.listener.quiet(link);
    }

    // ---- the listener's side -------------------------------------------------------------------------------------

    @Override
    public String name() {
        return "websocket";
    }

    @Override
    public int inFlight() {
        return conversation.underWay();
    }

    @Override
    public void tick(long nanos, Settings now) {
        if (waiting && nanos - stuckNanos > millis(now.streamStallMillis())) {
            cut();
        } else if (ended) {
            return;
        } else if (!begun && nanos - startNanos > millis(now.firstMessageTimeoutMillis())) {
            late("no message came within " + now.firstMessageTimeoutMillis() + " ms");
        } else if (reader.isAmid() && nanos - reader.sinceNanos() > millis(now.requestTimeoutMillis())) {
            late("a message did not end within " + now.requestTimeoutMillis() + " ms");
        } else if (nanos - heardNanos > millis(now.idleTimeoutMillis())) {
            late("nothing was heard for " + now.idleTimeoutMillis() + " ms");
        } else if (nanos - Math.max(heardNanos, pingedNanos) > millis(now.keepAliveSeconds() * 1000L)) {
            pingedNanos = nanos;
            queue.control(WebSocketReader.PING, NOTHING);
            flush();
        }
    }

    private void late(String reason) {
        link.ending(LeaseEnd.TIMED_OUT);
        end(WebSocketException.POLICY, reason);
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Override
    public boolean drain() {
        conversation.drain();
        return conversation.underWay() == 0;
    }

    @Override
    public void expire() {
        conversation.expire();
    }

    @Override
    public boolean isQuiet() {
        return ended && !waiting;
    }

    @Override
    public void gone() {
        ended = true;
        giveBack();
        queue.free();
        link.listener.streams().closed();
        conversation.gone();
    }
}
