package dev.backplane.transport.http.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.transport.Exchange;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.conduits.StreamSinkConduit;

/**
 * One request and the way to answer it. Thread-safe as {@link Exchange} says.
 *
 * <p>All of Undertow's state is touched on the connection's I/O thread alone: an answer given there is written at once,
 * one given elsewhere is handed over.
 */
final class HttpExchange implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);
    private static final AtomicIntegerFieldUpdater<HttpExchange> ANSWERED =
            AtomicIntegerFieldUpdater.newUpdater(HttpExchange.class, "answered");
    private static final int OPEN = 0;
    private static final int BY_ENGINE = 1;
    private static final int CUT_SHORT = 2;

    private final Link link;
    private final HttpServerConnection connection;
    final HttpServerExchange http;
    private final Settings settings;
    private final Departure departure = new Departure();

    private volatile int answered;
    private @Nullable ResponseHeaders headers;
    private @Nullable BufferSink sink;

    // confined to the I/O thread
    private boolean done;
    private boolean endOfInput;
    private long bodyBytes;
    private @Nullable Answer answer;
    private @Nullable Watch watch;
    private volatile @Nullable SseStream stream;

    HttpExchange(Link link, HttpServerConnection connection, HttpServerExchange http, Settings settings) {
        this.link = link;
        this.connection = connection;
        this.http = http;
        this.settings = settings;
    }

    @Override
    public String transport() {
        return "http";
    }

    @Override
    public String address() {
        return connection.getPeerAddress() instanceof InetSocketAddress peer && peer.getAddress() != null
                ? peer.getAddress().getHostAddress()
                : "unknown";
    }

    @Override
    public @Nullable String principal() {
        return null;
    }

    @Override
    public @Nullable String header(String name) {
        return http.getRequestHeaders().getFirst(name);
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
        boolean chunked = http.isHttp11();
        SseStream created = new SseStream(this, link, chunked);
        if (!claimed) {
            created.lost();
            return created;
        }
        // in this order, so that either we see the departure or it sees the stream
        stream = created;
        if (departure.hasHappened()) {
            created.abandon();
        } else {
            created.start(withHeaders(SseStream.head(chunked)));
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

    StreamSinkConduit output() {
        return connection.getOriginalSinkConduit();
    }

    HttpServerConnection connection() {
        return connection;
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

    /** The peer will send no more. It may still wait for an answer, so the connection stays for a while. */
    void inputEnded() {
        endOfInput = true;
        SseStream open = stream;
        if (open != null) {
            link.close();
            return;
        }
        departure.happen();
        link.after(settings.requestTimeoutMillis(), () -> {
            if (!done) {
                link.close();
            }
        });
    }

    /** The connection is closed. */
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

    /** Tells whether the connection can be used for another request. */
    boolean isLast() {
        return !http.isHttp11() || link.isClosing() || endOfInput;
    }

    /** Lets the connection go on with its next request, or end. After {@link #finished()}. */
    void complete() {
        if (isLast()) {
            http.setPersistent(false);
        }
        if (http.isRequestComplete()) {
            Connectors.terminateResponse(http);
        } else {
            connection.clearChannel();
            Linger.close(link.channel, link.io);
        }
    }

    /** All of the answer is on its way. */
    void finished() {
        end();
        Watch watching = watch;
        if (watching != null) {
            watching.stop();
        }
        link.finished(this);
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
        Answer created = Answer.to(this, status, body);
        answer = created;
        created.write();
    }

    /** Adds the headers that were set. */
    Head withHeaders(Head head) {
        ResponseHeaders set = headers;
        if (set != null) {
            set.appendTo(head);
        }
        return head;
    }

    /** The engine threw. */
    void failed(int status, String message) {
        if (answered == OPEN) {
            freeSink();
            sink = null;
            reject(status, Rejection.body(Rejection.INTERNAL_ERROR, message));
        } else if (!done) {
            link.close();
        }
    }

    /**
     * The engine has returned: if it has not answered yet, the peer may go away meanwhile. A stream without end is quiet
     * for hours, with thousands of others: it lets go of what the request consisted of.
     */
    void awaitAnswer() {
        if (!done && watch == null) {
            Watch created = new Watch(this);
            watch = created;
            created.start();
        }
        SseStream open = stream;
        if (!done && open != null && open.isLasting()) {
            http.getRequestHeaders().clear();
            link.expectLittle();
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
