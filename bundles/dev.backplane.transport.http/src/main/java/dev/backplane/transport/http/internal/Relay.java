package dev.backplane.transport.http.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An exchange whose answer goes to the event stream of its {@link Conversation}. Thread-safe as {@link Exchange} says.
 * Also the stream that the engine may answer with: its events join the conversation's; ids are left out, since that
 * revision cannot resume.
 */
final class Relay implements Exchange, EventStream {

    private static final String SESSION = "Mcp-Session-Id";
    private static final String LAST_EVENT = "Last-Event-ID";

    private final Conversation conversation;
    private final Exchange source;
    private final boolean standing;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final Departure departure = new Departure();
    private final Departure closed = new Departure();
    private @Nullable HeapSink sink;
    private @Nullable String opened;

    /** @param standing whether the conversation ends when the engine closes this one's stream */
    Relay(Conversation conversation, Exchange source, boolean standing) {
        this.conversation = conversation;
        this.source = source;
        this.standing = standing;
        conversation.started(this);
    }

    Exchange source() {
        return source;
    }

    /** The client has gone. */
    void peerGone() {
        departure.happen();
        closed.happen();
    }

    @Override
    public String transport() {
        return source.transport();
    }

    @Override
    public String address() {
        return source.address();
    }

    @Override
    public @Nullable String principal() {
        return source.principal();
    }

    @Override
    public @Nullable String header(String name) {
        if (name.equalsIgnoreCase(SESSION)) {
            return conversation.session();
        }
        return name.equalsIgnoreCase(LAST_EVENT) ? null : source.header(name);
    }

    @Override
    public boolean hasHeaders() {
        return true;
    }

    @Override
    public void setHeader(String name, String value) {
        if (name.equalsIgnoreCase(SESSION)) {
            opened = value;
        }
    }

    @Override
    public ByteSink sink() {
        HeapSink created = new HeapSink();
        sink = created;
        return created;
    }

    @Override
    public void respond(int status, ByteSink body) {
        HeapSink message = sink;
        if (message == null || body != message) {
            throw new IllegalArgumentException("the body must be this exchange's sink");
        }
        claim();
        conversation.finished(this);
        String session = opened;
        if (session != null) {
            // before the client can know of it
            conversation.session(session);
        }
        conversation.stream().send(null, message.toBytes());
        if (session != null) {
            conversation.begin(this);
        } else if (standing) {
            conversation.stream().close();
        }
    }

    @Override
    public void respond(int status) {
        claim();
        conversation.finished(this);
    }

    @Override
    public EventStream stream() {
        claim();
        return this;
    }

    @Override
    public void onDisconnect(Runnable action) {
        departure.then(action);
    }

    @Override
    public boolean send(@Nullable String eventId, byte[] message) {
        if (closed.hasHappened()) {
            return false;
        }
        return message.length == 0 || conversation.stream().send(null, message);
    }

    /** Means nothing to a client that cannot come back. */
    @Override
    public void retry(long millis) {}

    @Override
    public void close() {
        conversation.finished(this);
        closed.happen();
        if (standing) {
            conversation.stream().close();
        }
    }

    @Override
    public boolean isOpen() {
        return !closed.hasHappened() && conversation.stream().isOpen();
    }

    @Override
    public void onClose(Runnable action) {
        closed.then(action);
    }

    private void claim() {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("an exchange is answered once");
        }
    }
}
