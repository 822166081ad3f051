package dev.backplane.transport.http.internal;

import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A request of HTTP/2, one of many at a time on its connection. Thread-safe as its parent says. */
final class H2Exchange extends HttpExchange {

    private static final byte[] NONE = new byte[0];
    private static final int STEP_BYTES = 64 * 1024;
    private static final int FIRST_BYTES = 4096;
    private static final HttpString BUFFERING = new HttpString("X-Accel-Buffering");

    private final H2Connection connection;
    private final int stream;
    private final H2Output output;
    private final HeaderMap headers;
    private final HttpString method;
    private final String target;
    private final long startNanos = System.nanoTime();
    private long signNanos = startNanos;

    // confined to the I/O thread
    private boolean admitted;
    private boolean inputEnded;
    private @Nullable Engine engine;
    private byte[] body = NONE;
    private int length;
    private int received;

    H2Exchange(H2Connection connection, Link link, Settings settings, int stream, H2Headers head, long window) {
        super(link, settings);
        this.connection = connection;
        this.stream = stream;
        this.output = new H2Output(connection, stream, window);
        this.headers = head.fields();
        this.method = Methods.fromString(head.method());
        this.target = head.path();
    }

    int id() {
        return stream;
    }

    @Override
    HeaderMap headers() {
        return headers;
    }

    @Override
    boolean isChunked() {
        return false;
    }

    @Override
    HttpString method() {
        return method;
    }

    @Override
    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    @Override
    @Nullable
    String query(String name) {
        int query = target.indexOf('?');
        if (query >= 0) {
            for (String each : target.substring(query + 1).split("&", -1)) {
                if (each.startsWith(name + "=")) {
                    return each.substring(name.length() + 1);
                }
            }
        }
        return null;
    }

    @Override
    String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    // ---- the request's body

    @Override
    void readBody(Engine taker, int promised) {
        length = promised;
        if (inputEnded) {
            deliver(taker);
            return;
        }
        engine = taker;
        if (received == 0) {
            body = new byte[promised < 0 ? FIRST_BYTES : Math.min(promised, STEP_BYTES)];
        }
    }

    /** Says that it was let in, or answered: what comes of a body that is not read is left out from now on. */
    void admitted() {
        admitted = true;
    }

    /** Tells whether more of the body is wanted. */
    boolean isReading() {
        return engine != null;
    }

    boolean isInputEnded() {
        return inputEnded;
    }

    /** Takes a part of the body. */
    void data(ByteBuffer part, boolean last) {
        inputEnded = last;
        if (isDone() || engine == null && admitted) {
            return;
        }
        int size = received + part.remaining();
        if (size > settings().bodyBytesMax()) {
            refuse();
            rejectTooLarge("of more than " + settings().bodyBytesMax());
            return;
        }
        if (!fits(size)) {
            refuse();
            turnAway("the bodies under way have all of bodiesBytesMax = "
                    + settings().bodiesBytesMax());
            return;
        }
        part.get(body, received, part.remaining());
        received = size;
        Engine taker = engine;
        if (last && taker != null) {
            engine = null;
            deliver(taker);
        }
    }

    private void refuse() {
        admitted = true;
        engine = null;
    }

    private void deliver(Engine taker) {
        if (length >= 0 && length != received) {
            // RFC 9113, 8.1.1
            abort();
        } else {
            taker.accept(this, body, received);
        }
    }

    private boolean fits(int size) {
        if (size <= body.length || size == 0) {
            return true;
        }
        int capacity = Math.max(size, Math.min(settings().bodyBytesMax(), Math.max(FIRST_BYTES, body.length * 2)));
        if (length >= 0) {
            capacity = Math.min(capacity, Math.max(length, size));
        }
        if (capacity > STEP_BYTES && !takeBody(capacity)) {
            return false;
        }
        body = Arrays.copyOf(body, capacity);
        return true;
    }

    // ---- the answer

    @Override
    H2Output output() {
        return output;
    }

    @Override
    void begin(SseStream events) {
        HeaderMap head = head(200, link.inIoThread() ? link.io.head() : new Head());
        head.put(Headers.CONTENT_TYPE, MediaTypes.EVENTS);
        head.put(Headers.CACHE_CONTROL, "no-cache");
        head.put(BUFFERING, "no");
        // before the first event can be sent, which takes the head along if it is the first to come by
        output.head(head, -1);
        Runnable start = () -> {
            try {
                if (!isDone()) {
                    output.sendHead();
                }
            } catch (IOException e) {
                link.close();
            }
        };
        if (link.inIoThread()) {
            start.run();
        } else {
            events.later(start);
        }
    }

    @Override
    Answer answerTo(int status, @Nullable BufferSink written) {
        HeaderMap head = head(status, link.io.head());
        if (written != null && !isTyped()) {
            head.put(Headers.CONTENT_TYPE, MediaTypes.JSON);
        }
        int size = written == null ? 0 : written.size();
        if (status != 204) {
            head.put(Headers.CONTENT_LENGTH, size);
        }
        BufferSink sent = written == null ? new BufferSink(link.listener.pool()) : written;
        if (method.equals(Methods.HEAD)) {
            sent.clear();
            size = 0;
        }
        output.head(head, size);
        return new Answer(this, sent, size == 0 ? new ByteBuffer[0] : sent.sealed(NONE, 0));
    }

    private HeaderMap head(int status, Head dates) {
        HeaderMap head = new HeaderMap();
        head.put(H2Connection.STATUS, status);
        head.put(Headers.DATE, dates.dateText());
        eachHeader((name, value) -> head.put(new HttpString(name), value));
        return head;
    }

    @Override
    void abort() {
        connection.reset(this, H2.CANCEL);
    }

    @Override
    void watch() {
        // its stream's reset is told anyway
    }

    @Override
    void released() {
        // see complete
    }

    @Override
    void complete() {
        connection.complete(this);
    }

    /** Looks after what is late. */
    void tick(long nanos, Settings now) {
        if (engine != null && nanos - startNanos > now.requestTimeoutMillis() * 1_000_000L) {
            engine = null;
            reject(
                    408,
                    "the request's body did not arrive within " + now.requestTimeoutMillis()
                            + " ms (requestTimeoutMillis)");
            return;
        }
        SseStream events = openStream();
        if (events == null) {
            return;
        }
        if (nanos - signNanos >= now.keepAliveSeconds() * 1_000_000_000L) {
            signNanos = nanos;
            events.keepAlive();
        }
        events.cutIfStalled(now);
    }
}
