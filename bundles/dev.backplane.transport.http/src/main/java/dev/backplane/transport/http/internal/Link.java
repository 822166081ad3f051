package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.Connection;
import dev.backplane.spi.transport.Lease;
import dev.backplane.spi.transport.LeaseEnd;
import dev.backplane.spi.transport.LeaseTerm;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
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
 * One connection. Confined to its I/O thread, except for the constructor, the final fields and what {@link Connection} has.
 *
 * <p>It knows by itself for how long it has been idle, and for how long a request has been coming in, whether or not
 * Undertow makes one of it: some heads Undertow refuses by itself, and then waits for the rest of the body without any
 * bound before it answers.
 */
final class Link implements ChannelListener<StreamConnection>, Connection {

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

    private final @Nullable InetSocketAddress peer;
    private final long startNanos = System.nanoTime();
    private final Pace pace = new Pace();
    private @Nullable Lease lease;
    private LeaseEnd end = LeaseEnd.CLOSED;
    private @Nullable Settings rules;

    // what operators are shown: read anywhere
    private volatile @Nullable Http1Exchange current;
    private volatile @Nullable Protocol protocol;
    private volatile @Nullable String protocolVersion;
    private volatile @Nullable String principal;

    private boolean begun;
    private boolean arriving;
    private boolean closing;
    private boolean retired;
    private boolean leaving;
    private boolean gone;

    /** When it became idle, the first bytes or the request came, or its event stream had its last sign of life. */
    private long sinceNanos = startNanos;

    Link(HttpListener listener, StreamConnection channel, IoContext io) {
        this.listener = listener;
        this.channel = channel;
        this.io = io;
        this.peer = channel.getPeerAddress() instanceof InetSocketAddress address ? address : null;
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

    /** The connection is let in, as long as it keeps to this. */
    void let(Lease granted) {
        lease = granted;
    }

    void bytesCame(int bytes) {
        pace.came(bytes);
        if (protocol != null) {
            sinceNanos = System.nanoTime();
            return;
        }
        if (!arriving && current == null) {
            arriving = true;
            sinceNanos = System.nanoTime();
        }
    }

    /** Returns when the exchange begins. */
    long begin(Http1Exchange exchange) {
        long now = System.nanoTime();
        begun = true;
        arriving = false;
        sinceNanos = now;
        current = exchange;
        if (closing) {
            listener.busy(this);
        }
        return now;
    }

    /** Returns the milliseconds that the request under way has to wait, because its peer sends so many; 0: none. */
    long waitMillis(Settings settings, long nanos) {
        return pace.waitMillis(nanos, settings.messagesPerSecondMax());
    }

    /** Returns the milliseconds that one more of many requests at once has to wait, because its peer sends so many; 0: none. */
    long waitMillis(Settings settings) {
        return pace.rateMillis(System.nanoTime(), settings.messagesPerSecondMax());
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
            // the head of the next request, or a part of it, may be here already
            arriving = exchange.connection().getExtraBytes() != null;
            if (!arriving) {
                pace.rested();
            }
            sinceNanos = System.nanoTime();
            current = null;
        }
        if (closing) {
            listener.quiet(this);
        }
    }

    /** From now on, the connection serves something else than HTTP/1. */
    void serve(Protocol other) {
        protocol = other;
        begun = true;
        arriving = false;
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
        if (gone) {
            return;
        }
        if (retired) {
            farewell();
        }
        HttpExchange exchange = current;
        Protocol other = protocol;
        if (other != null) {
            other.tick(nanos, settings);
            return;
        }
        if (exchange == null) {
            if (term(nanos, settings).leftNanos() == 0) {
                close(LeaseEnd.TIMED_OUT);
            }
            return;
        }
        long passed = TimeUnit.NANOSECONDS.toMillis(nanos - sinceNanos);
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
        if (current == null && !gone && !leaving && (other == null || other.isQuiet())) {
            leaving = true;
            Linger.close(channel, io);
        }
    }

    void close() {
        IoUtils.safeClose(channel);
    }

    void close(LeaseEnd why) {
        ending(why);
        close();
    }

    /** Says why the connection is about to end; the first reason counts. */
    void ending(LeaseEnd why) {
        if (end == LeaseEnd.CLOSED) {
            end = why;
        }
    }

    // ---- what operators see and do: any thread -------------------------------------------------------------------

    @Override
    public String transport() {
        Protocol other = protocol;
        return other == null ? "http" : other.name();
    }

    @Override
    public @Nullable InetSocketAddress peer() {
        return peer;
    }

    @Override
    public @Nullable String subject() {
        return principal();
    }

    @Override
    public @Nullable String protocolVersion() {
        return protocolVersion;
    }

    void takenAs(String version) {
        // mostly the same one: no write that others would have to see
        if (!version.equals(protocolVersion)) {
            protocolVersion = version;
        }
    }

    @Override
    public int inFlight() {
        Protocol other = protocol;
        return other != null ? other.inFlight() : current == null ? 0 : 1;
    }

    @Override
    public long idleNanos() {
        return System.nanoTime() - sinceNanos;
    }

    @Override
    public LeaseTerm term() {
        if (retired) {
            return LeaseTerm.of(LeaseTerm.Bound.CLOSING);
        }
        return inFlight() > 0 ? LeaseTerm.of(LeaseTerm.Bound.UNDER_WAY) : term(System.nanoTime(), listener.settings());
    }

    /** What ends the connection as long as nothing is under way: whichever of its times is over first. */
    private LeaseTerm term(long nanos, Settings settings) {
        long left =
                TimeUnit.MILLISECONDS.toNanos(arriving ? settings.requestTimeoutMillis() : settings.idleTimeoutMillis())
                        - (nanos - sinceNanos);
        if (!begun) {
            long first = TimeUnit.MILLISECONDS.toNanos(settings.firstMessageTimeoutMillis()) - (nanos - startNanos);
            return LeaseTerm.in(LeaseTerm.Bound.FIRST_MESSAGE, Math.min(first, left));
        }
        return LeaseTerm.in(arriving ? LeaseTerm.Bound.MESSAGE : LeaseTerm.Bound.IDLE, left);
    }

    @Override
    public void close(boolean now) {
        io.execute(() -> {
            ending(LeaseEnd.OPERATOR);
            if (now) {
                close();
            } else if (!gone) {
                retired = true;
                drain();
                farewell();
            }
        });
    }

    /** Returns the name that the peer has proven to be its own; null: none. Thread-safe. */
    @Nullable
    String principal() {
        return principal;
    }

    /** The peer has shown a certificate that is trusted; null: it has not. */
    void proven(@Nullable String subject) {
        principal = subject;
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
        Lease held = lease;
        if (held != null) {
            held.end(end == LeaseEnd.CLOSED && listener.isDraining() ? LeaseEnd.STOPPED : end);
        }
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
