package dev.backplane.transport.http.internal;

import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.AttachmentKey;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;

/** One connection. Confined to its I/O thread, except for the constructor and the final fields. */
final class Link implements ChannelListener<StreamConnection> {

    static final AttachmentKey<Link> KEY = AttachmentKey.create(Link.class);

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

    private @Nullable Settings rules;
    private @Nullable HttpExchange current;
    private boolean closing;
    private final Overdue overdue = new Overdue(this);

    Link(HttpListener listener, StreamConnection channel, IoContext io) {
        this.listener = listener;
        this.channel = channel;
        this.io = io;
        overdue.watch(channel.getSourceChannel());
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

    void begin(HttpExchange exchange) {
        current = exchange;
        overdue.requestBegan();
    }

    /** Tells whether a request that was let in is under way. */
    boolean isServing() {
        return current != null;
    }

    void finished(HttpExchange exchange) {
        if (current == exchange) {
            current = null;
        }
        if (closing) {
            listener.drained(this);
        }
    }

    /** Tells whether the connection ends with the request under way. */
    boolean isClosing() {
        return closing;
    }

    /** Closes the connection now if it is idle, else after the request under way. */
    void drain() {
        closing = true;
        HttpExchange exchange = current;
        if (exchange == null) {
            close();
        } else {
            listener.draining(this);
            exchange.drain();
        }
    }

    void close() {
        IoUtils.safeClose(channel);
    }

    boolean inIoThread() {
        return Thread.currentThread() == channel.getIoThread();
    }

    XnioExecutor.Key after(long millis, Runnable task) {
        return channel.getIoThread().executeAfter(task, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void handleEvent(StreamConnection closed) {
        HttpExchange exchange = current;
        current = null;
        overdue.stop();
        listener.closed(this);
        if (exchange != null) {
            exchange.gone();
        }
    }

    static Link of(HttpListener listener, HttpServerConnection connection) {
        Link link = connection.getAttachment(KEY);
        if (link == null) {
            link = listener.link(connection.getChannel());
            connection.putAttachment(KEY, link);
        }
        return link;
    }
}
