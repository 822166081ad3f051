package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.CopyReason;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A request of HTTP/1, which has the connection to itself until it is answered. Undertow has parsed it. */
final class Http1Exchange extends HttpExchange {

    private final HttpServerConnection connection;
    private final HttpServerExchange http;

    // confined to the I/O thread
    private boolean endOfInput;
    private @Nullable Output output;
    private @Nullable Watch watch;

    Http1Exchange(Link link, HttpServerConnection connection, HttpServerExchange http, Settings settings) {
        super(link, settings);
        this.connection = connection;
        this.http = http;
    }

    HttpServerConnection connection() {
        return connection;
    }

    HttpServerExchange http() {
        return http;
    }

    @Override
    HeaderMap headers() {
        return http.getRequestHeaders();
    }

    @Override
    HttpString method() {
        return http.getRequestMethod();
    }

    @Override
    String path() {
        return http.getRequestPath();
    }

    @Override
    @Nullable
    String query(String name) {
        Deque<String> values = http.getQueryParameters().get(name);
        return values == null ? null : values.peek();
    }

    @Override
    String query() {
        return http.getQueryString();
    }

    @Override
    void readBody(Engine engine, int length) {
        new BodyReader(this, engine, length).start();
    }

    @Override
    boolean isChunked() {
        return http.isHttp11();
    }

    @Override
    void begin(SseStream stream) {
        Head head = new Head()
                .begin(200)
                .date()
                .header("Content-Type", MediaTypes.EVENTS)
                .header("Cache-Control", "no-cache")
                .header("X-Accel-Buffering", "no");
        stream.start(withHeaders(isChunked() ? head.header("Transfer-Encoding", "chunked") : head.close()));
    }

    @Override
    Output output() {
        Output known = output;
        if (known == null) {
            known = new Http1Output(link.channel.getSinkChannel(), connection.getOriginalSinkConduit());
            output = known;
        }
        return known;
    }

    @Override
    Answer answerTo(int status, @Nullable BufferSink body) {
        boolean keep = http.isPersistent() && http.isRequestComplete() && !isLast();
        if (!keep) {
            http.setPersistent(false);
        }
        Head head = link.io.head().begin(status).date();
        if (body != null && !isTyped()) {
            head.json();
        }
        if (status != 204) {
            head.bodyLength(body == null ? 0 : body.size());
        }
        if (!keep) {
            head.close();
        }
        withHeaders(head).end();
        BufferSink sent = body == null ? new BufferSink(link.listener.pool()) : body;
        if (http.getRequestMethod().equals(Methods.HEAD)) {
            sent.clear();
        }
        link.listener.copies().copied(CopyReason.HEAD, head.length());
        return new Answer(this, sent, sent.sealed(head.bytes(), head.length()));
    }

    /** The connection goes on as something else. */
    void switched() {
        finished();
    }

    /** The peer will send no more. It may still wait for an answer, so the connection stays for a while. */
    void inputEnded() {
        endOfInput = true;
        if (openStream() != null) {
            link.close();
            return;
        }
        departed();
        link.after(settings().requestTimeoutMillis(), () -> {
            if (!isDone()) {
                link.close();
            }
        });
    }

    @Override
    void abort() {
        link.close();
    }

    @Override
    void watch() {
        if (watch == null) {
            Watch created = new Watch(this);
            watch = created;
            created.start();
        }
    }

    @Override
    void settle() {
        super.settle();
        link.expectLittle();
    }

    @Override
    void released() {
        Watch watching = watch;
        if (watching != null) {
            watching.stop();
        }
        link.finished(this);
    }

    @Override
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

    private boolean isLast() {
        return !http.isHttp11() || link.isClosing() || endOfInput;
    }
}
