package dev.backplane.transport.http.internal;

import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * One connection. Confined to its I/O thread, except for the constructor and the final fields.
 *
 * <p>It knows by itself for how long it has been idle, and for how long a request has been coming in, whether or not
 * Undertow makes one of it: some heads Undertow refuses by itself, and then waits for the rest of the body without any
 * bound before it answers.
 */
final class Link implements ChannelListener<StreamConnection> {

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    /** The system would keep megabytes for a peer that does not read, and it would be long until we knew. */
    private static final int QUIET_SEND_BYTES = 16 * 1024;

    final HttpListener listener;
    final StreamConnection channel;
    final IoContext io;

    /** The last values that passed the rules: a connection mostly repeats itself, and comparing is cheaper. */
    @Nullable
    String host;

    @Nullable
    String accept;

    @Nullable
    String contentType;

    /** The neighbours in the chain of {@link IoContext}. */
    @Nullable
    Link previous;

    @Nullable
    Link next;

    private @Nullable Settings rules;
    private @Nullable Http1Exchange current;
    private @Nullable Protocol protocol;
    private boolean arriving;
    private boolean closing;
    private boolean gone;

    /** When it became idle, the first bytes or the request came, or its event stream had its last sign of life. */
    private long sinceNanos = System.nanoTime();

    Link(HttpListener listener, StreamConnection channel, IoContext io) {
        this.listener = listener;
        this.channel = channel;
        this.io = io;
        ConduitStreamSourceChannel source = channel.getSourceChannel();
        source.setConduit(new Intake(source.getConduit(), this));
    }

    static Link of(HttpServerConnection connection) {
        return ((Intake) connection.getOriginalSourceConduit()).link();
    }

    /** Forgets what passed under other rules. */
    void checkedBy(Settings settings) {
        if (rules != settings) {
            rules = settings;
            host = null;
            accept = null;
            contentType = null;
        }
    }

    void bytesCame() {
        if (!arriving && current == null) {
            arriving = true;
            sinceNanos = System.nanoTime();
        }
    }

    void begin(Http1Exchange exchange) {
        current = exchange;
        arriving = false;
        sinceNanos = System.nanoTime();
        if (closing) {
            listener.busy(this);
        }
    }

    /** What is sent from now on is little, but for long. */
    void expectLittle() {
        try {
            channel.setOption(Options.SEND_BUFFER, QUIET_SEND_BYTES);
        } catch (IOException e) {
            LOG.debug("A connection's send buffer stays as it is", e);
        }
    }

    void finished(Http1Exchange exchange) {
        if (current == exchange) {
            current = null;
            // the head of the next request, or a part of it, may be here already
            arriving = exchange.connection().getExtraBytes() != null;
            sinceNanos = System.nanoTime();
        }
        if (closing) {
            listener.quiet(this);
        }
    }

    /** From now on, the connection serves something else than HTTP/1. */
    void serve(Protocol other) {
        protocol = other;
        if (closing && !other.drain()) {
            listener.busy(this);
        }
    }

    /** Tells whether the connection ends with the request under way. */
    boolean isClosing() {
        return closing;
    }

    /** Looks after what is late. */
    void tick(long nanos, Settings settings) {
        HttpExchange exchange = current;
        long passed = TimeUnit.NANOSECONDS.toMillis(nanos - sinceNanos);
        if (gone) {
            return;
        }
        Protocol other = protocol;
        if (other != null) {
            other.tick(nanos, settings);
            return;
        }
        if (exchange == null) {
            if (passed > (arriving ? settings.requestTimeoutMillis() : settings.idleTimeoutMillis())) {
                close();
            }
            return;
        }
        SseStream stream = exchange.openStream();
        if (stream == null) {
            return;
        }
        if (passed >= settings.keepAliveSeconds() * 1000L) {
            sinceNanos = nanos;
            stream.keepAlive();
        }
        stream.cutIfStalled(settings);
    }

    // ---- the listener stops --------------------------------------------------------------------------------------

    /** Serves what is under way, ends streams that go on without end, and takes no new request. */
    void drain() {
        closing = true;
        Protocol other = protocol;
        HttpExchange exchange = current;
        if (other != null) {
            if (!other.drain()) {
                listener.busy(this);
            }
        } else if (exchange != null && !exchange.drain()) {
            listener.busy(this);
        }
    }

    /** Answers what is still under way as what was cut short. */
    void expire() {
        Protocol other = protocol;
        HttpExchange exchange = current;
        if (other != null) {
            other.expire();
        } else if (exchange != null) {
            exchange.expire();
        }
    }

    /** Ends our side where nothing is under way. What the peer may be sending at this moment must not reset the connection. */
    void farewell() {
        Protocol other = protocol;
        if (current == null && !gone && (other == null || other.isQuiet())) {
            Linger.close(channel, io);
        }
    }

    void close() {
        IoUtils.safeClose(channel);
    }

    /** Returns the name that the peer has proven to be its own; null: none. Thread-safe. */
    @Nullable
    String principal() {
        return null;
    }

    boolean inIoThread() {
        return Thread.currentThread() == channel.getIoThread();
    }

    XnioExecutor.Key after(long millis, Runnable task) {
        return channel.getIoThread().executeAfter(task, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void handleEvent(StreamConnection closed) {
        if (gone) {
            return;
        }
        gone = true;
        HttpExchange exchange = current;
        Protocol other = protocol;
        current = null;
        io.remove(this);
        listener.closed(this);
        if (other != null) {
            other.gone();
        }
        if (exchange != null) {
            exchange.gone();
        }
    }
}
