package dev.backplane.transport.http.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.transport.Exchange;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.Methods;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
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

    private final Link link;
    private final HttpServerConnection connection;
    private final HttpServerExchange http;
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
        InetSocketAddress peer = http.getSourceAddress();
        return peer == null || peer.getAddress() == null
                ? "unknown"
                : peer.getAddress().getHostAddress();
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
        answer(status, true);
    }

    @Override
    public void respond(int status) {
        answer(status, false);
    }

    @Override
    public SseStream stream() {
        claim();
        boolean chunked = http.isHttp11();
        SseStream created = new SseStream(this, link, chunked);
        // in this order, so that either we see the departure or it sees the stream
        stream = created;
        if (departure.hasHappened()) {
            created.abandon();
        } else {
            created.start(headers(SseStream.head(chunked)));
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

    boolean isDone() {
        return done;
    }

    void rejectTooLarge(String length) {
        reject(413, "a body of " + length + " bytes is larger than bodyBytesMax = " + settings.bodyBytesMax());
    }

    void reject(int status, String message) {
        reject(status, Rejection.body(message));
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

    /** The listener stops. */
    void drain() {
        SseStream open = stream;
        if (open != null) {
            open.drain();
        }
    }

    /** Lets the connection go on with its next request, or end. After {@link #finished()}. */
    void complete() {
        if (!http.isHttp11() || link.isClosing() || endOfInput) {
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

    private void answer(int status, boolean withBody) {
        claim();
        if (link.inIoThread()) {
            send(status, withBody);
            return;
        }
        try {
            link.channel.getIoThread().execute(() -> send(status, withBody));
        } catch (RejectedExecutionException e) {
            LOG.debug("The answer comes after the end of its listener", e);
            freeSink();
        }
    }

    private void send(int status, boolean withBody) {
        if (done) {
            freeSink();
            return;
        }
        BufferSink body = sink;
        if (body == null) {
            body = new BufferSink(link.listener.pool());
        } else if (!withBody) {
            body.clear();
        }
        boolean keep =
                http.isPersistent() && http.isHttp11() && http.isRequestComplete() && !link.isClosing() && !endOfInput;
        if (!keep) {
            http.setPersistent(false);
        }
        Head head = link.io.head().begin(status).date();
        if (withBody) {
            head.json();
        }
        if (status != 204) {
            head.bodyLength(withBody ? body.size() : 0);
        }
        if (!keep) {
            head.close();
        }
        headers(head).end();
        if (http.getRequestMethod().equals(Methods.HEAD)) {
            body.clear();
        }
        Answer created = new Answer(this, body, body.sealed(head.bytes(), head.length()));
        answer = created;
        created.write();
    }

    private Head headers(Head head) {
        ResponseHeaders set = headers;
        if (set != null) {
            set.appendTo(head);
        }
        return head;
    }

    /** The engine threw. */
    void failed(int status, String message) {
        if (answered == 0) {
            freeSink();
            sink = null;
            reject(status, Rejection.body(Rejection.INTERNAL_ERROR, message));
        } else if (!done) {
            link.close();
        }
    }

    /** The engine has returned: if it has not answered yet, the peer may go away meanwhile. */
    void awaitAnswer() {
        if (!done && watch == null) {
            Watch created = new Watch(this);
            watch = created;
            created.start();
        }
    }

    private void freeSink() {
        BufferSink unsent = sink;
        if (unsent != null) {
            unsent.free();
        }
    }

    private void claim() {
        if (!ANSWERED.compareAndSet(this, 0, 1)) {
            throw new IllegalStateException("an exchange is answered once");
        }
    }
}
