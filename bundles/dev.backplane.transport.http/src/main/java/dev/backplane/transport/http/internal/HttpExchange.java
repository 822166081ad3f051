package dev.backplane.transport.http.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.transport.Exchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and the way to answer it, whatever the version of HTTP. Thread-safe as {@link Exchange} says.
 *
 * <p>All of the connection's state is touched on its I/O thread alone: an answer given there is written at once, one
 * given elsewhere is handed over.
 */
abstract class HttpExchange implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);
    private static final AtomicIntegerFieldUpdater<HttpExchange> ANSWERED =
            AtomicIntegerFieldUpdater.newUpdater(HttpExchange.class, "answered");
    private static final int OPEN = 0;
    private static final int BY_ENGINE = 1;
    private static final int CUT_SHORT = 2;

    final Link link;
    private final Settings settings;
    private final Departure departure = new Departure();

    private volatile int answered;
    private @Nullable ResponseHeaders headers;
    private @Nullable BufferSink sink;
    private boolean typed;

    // confined to the I/O thread
    private boolean done;
    private long bodyBytes;
    private @Nullable Answer answer;
    private volatile @Nullable SseStream stream;

    HttpExchange(Link link, Settings settings) {
        this.link = link;
        this.settings = settings;
    }

    // ---- what depends on the version; for the I/O thread, except for the first three

    abstract HeaderMap headers();

    /** Tells whether a stream's events are wrapped in chunks of HTTP/1.1. */
    abstract boolean isChunked();

    /** Sees that the head of the stream's answer goes out at once. */
    abstract void begin(SseStream stream);

    abstract HttpString method();

    abstract String path();

    /** Returns the first value of a parameter of the query; null: none. */
    abstract @Nullable String query(String name);

    /** Returns the query as it was sent, without its question mark; empty: none. */
    abstract String query();

    /** Reads the body and hands it to the engine. */
    abstract void readBody(Engine engine, int length);

    /** Returns where the answer's bytes go, of a stream those behind the head. */
    abstract Output output();

    /** Makes the answer, its head with it. */
    abstract Answer answerTo(int status, @Nullable BufferSink body);

    /** Gives up on the exchange: the peer sees that its answer is cut off. */
    abstract void abort();

    /** The engine has not answered yet: the peer's going away is to be noticed. */
    abstract void watch();

    /** All of the answer is on its way. */
    abstract void released();

    /** Lets the connection go on, or end. After {@link #finished()}. */
    abstract void complete();

    /** The answer is a stream without end, which is quiet for hours, with thousands of others. */
    void settle() {
        headers().clear();
    }

    // ---- any thread

    @Override
    public String transport() {
        return "http";
    }

    @Override
    public String address() {
        InetSocketAddress peer = link.peer();
        return peer != null && peer.getAddress() != null ? peer.getAddress().getHostAddress() : "unknown";
    }

    @Override
    public void takenAs(String protocolVersion) {
        link.takenAs(protocolVersion);
    }

    @Override
    public @Nullable String principal() {
        return link.principal();
    }

    @Override
    public @Nullable String header(String name) {
        return headers().getFirst(name);
    }

    @Override
    public boolean hasHeaders() {
        return true;
    }

    @Override
    public boolean isDraining() {
        return link.listener.isDraining();
    }

    @Override
    public void setHeader(String name, String value) {
        ResponseHeaders set = headers;
        if (set == null) {
            set = new ResponseHeaders();
            headers = set;
        }
        set.set(name, value);
        typed |= name.equals("Content-Type");
    }

    @Override
    public ByteSink sink() {
        if (sink != null) {
            throw new IllegalStateException("an exchange has one sink");
        }
        BufferSink created = new BufferSink(link.listener.pool());
        sink = created;
        return created;
    }

    @Override
    public void respond(int status, ByteSink body) {
        if (body != sink) {
            throw new IllegalArgumentException("the body must be this exchange's sink");
        }
        answer(status, sink);
    }

    @Override
    public void respond(int status) {
        freeSink();
        answer(status, null);
    }

    @Override
    public SseStream stream() {
        boolean claimed = claim();
        SseStream created = new SseStream(this, link, isChunked());
        if (!claimed) {
            created.lost();
            return created;
        }
        // in this order, so that either we see the departure or it sees the stream
        stream = created;
        if (departure.hasHappened()) {
            created.abandon();
        } else {
            begin(created);
        }
        return created;
    }

    @Override
    public void onDisconnect(Runnable action) {
        departure.then(action);
    }

    // ---- the rest is for the I/O thread

    Settings settings() {
        return settings;
    }

    Link link() {
        return link;
    }

    /** Returns the event stream that it is answered by; null: none so far. */
    @Nullable
    SseStream openStream() {
        return stream;
    }

    boolean isDone() {
        return done;
    }

    void rejectTooLarge(String length) {
        link.listener.tooLarge().increment();
        reject(413, "a body of " + length + " bytes is larger than bodyBytesMax = " + settings.bodyBytesMax());
    }

    void reject(int status, String message) {
        reject(status, Rejection.body(message));
    }

    /** Turns a request away that the client may repeat soon. */
    void turnAway(String message) {
        setHeader("Retry-After", "1");
        reject(503, message);
    }

    private void reject(int status, byte[] body) {
        ByteSink bytes = sink();
        bytes.write(body, 0, body.length);
        respond(status, bytes);
    }

    /** Takes heap for a large body until the exchange ends; returns false if the bodies under way have it all. */
    boolean takeBody(long bytes) {
        boolean taken = link.listener.budget().take(bytes - bodyBytes, settings.bodiesBytesMax());
        if (taken) {
            bodyBytes = bytes;
        }
        return taken;
    }

    /** The peer has gone, or wants no answer any more. */
    void departed() {
        departure.happen();
    }

    /** The connection, or what of it the exchange has, is closed. */
    void gone() {
        if (done) {
            return;
        }
        end();
        Answer writing = answer;
        if (writing != null) {
            writing.free();
        }
        departure.happen();
        SseStream open = stream;
        if (open != null) {
            open.lost();
        }
    }

    /** The listener stops. Returns whether the end of this exchange need not be waited for. */
    boolean drain() {
        SseStream open = stream;
        return open != null && open.drain();
    }

    /** The listener waits no longer: whatever is here is answered as cut short, and the engine is told. */
    void expire() {
        SseStream open = stream;
        if (open != null) {
            open.release();
        } else if (ANSWERED.compareAndSet(this, OPEN, CUT_SHORT)) {
            setHeader("Retry-After", "1");
            BufferSink body = new BufferSink(link.listener.pool());
            byte[] message = Rejection.body("the server stopped before the request was answered");
            body.write(message, 0, message.length);
            send(503, body);
            departure.happen();
        }
    }

    /** All of the answer is on its way. */
    void finished() {
        end();
        released();
    }

    private void end() {
        done = true;
        if (bodyBytes > 0) {
            link.listener.budget().giveBack(bodyBytes);
        }
    }

    private void answer(int status, @Nullable BufferSink body) {
        if (!claim()) {
            freeSink();
        } else if (link.inIoThread()) {
            send(status, body);
        } else if (!link.io.execute(() -> send(status, body))) {
            freeSink();
        }
    }

    private void send(int status, @Nullable BufferSink body) {
        if (done) {
            freeSink();
            return;
        }
        Answer created = answerTo(status, body);
        answer = created;
        created.write();
    }

    /** Tells whether the type of the answer's body was set: it is not JSON-RPC. */
    boolean isTyped() {
        return typed;
    }

    /** Adds the headers that were set. */
    Head withHeaders(Head head) {
        eachHeader(head::header);
        return head;
    }

    void eachHeader(BiConsumer<String, String> action) {
        ResponseHeaders set = headers;
        if (set != null) {
            set.forEach(action);
        }
    }

    /** The engine threw. */
    void failed(int status, String message) {
        if (answered == OPEN) {
            freeSink();
            sink = null;
            reject(status, Rejection.body(Rejection.INTERNAL_ERROR, message));
        } else if (!done) {
            abort();
        }
    }

    /**
     * The engine has returned: if it has not answered yet, the peer may go away meanwhile. A stream without end lets go of
     * what the request consisted of.
     */
    void awaitAnswer() {
        if (!done) {
            watch();
        }
        SseStream open = stream;
        if (!done && open != null && open.isLasting()) {
            settle();
        }
    }

    private void freeSink() {
        BufferSink unsent = sink;
        if (unsent != null) {
            unsent.free();
        }
    }

    /** Returns false if the answer comes after the listener has given up on it. */
    private boolean claim() {
        boolean first = ANSWERED.compareAndSet(this, OPEN, BY_ENGINE);
        if (!first && answered == BY_ENGINE) {
            throw new IllegalStateException("an exchange is answered once");
        }
        return first;
    }
}
