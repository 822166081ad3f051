package dev.backplane.transport.http.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An exchange whose answer goes to the event stream of its {@link Conversation}. Thread-safe as {@link Exchange} says.
 * Also the stream that the engine may answer with: its events join the conversation's. Their ids are left out, since
 * that revision cannot resume; where the engine counts on it, the conversation resumes in the client's place.
 */
final class Relay implements Exchange, EventStream {

    private static final String SESSION = "Mcp-Session-Id";
    private static final String LAST_EVENT = "Last-Event-ID";

    private final Conversation conversation;
    private final Exchange source;
    private final boolean standing;
    private final @Nullable String resumeFrom;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final Departure departure = new Departure();
    private final Departure closed = new Departure();
    private @Nullable HeapSink sink;
    private @Nullable String opened;
    private volatile @Nullable String lastEvent;
    private volatile boolean released;

    /**
     * @param standing whether the conversation ends when the engine closes this one's stream
     * @param resumeFrom the event after which this one goes on with another's stream
     */
    Relay(Conversation conversation, Exchange source, boolean standing, @Nullable String resumeFrom) {
        this.conversation = conversation;
        this.source = source;
        this.standing = standing;
        this.resumeFrom = resumeFrom;
        conversation.started(this);
    }

    /** Tells whether it is the session's standing stream, not a call. */
    boolean isStanding() {
        return standing;
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
        return name.equalsIgnoreCase(LAST_EVENT) ? resumeFrom : source.header(name);
    }

    @Override
    public boolean hasHeaders() {
        return true;
    }

    @Override
    public boolean isDraining() {
        return source.isDraining();
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
        String session = opened;
        if (session != null) {
            // before the client can know of it
            conversation.session(session);
        }
        conversation.stream().send(message);
        if (session != null) {
            conversation.begin();
        } else if (standing) {
            conversation.stream().close();
        }
        conversation.finished(this);
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
        if (eventId != null) {
            lastEvent = eventId;
        }
        return message.length == 0 || conversation.stream().send(null, message);
    }

    /** The engine lets the stream go and expects the client to come back for the rest, which this one cannot. */
    @Override
    public void retry(long millis) {
        released = true;
    }

    @Override
    public void close() {
        closed.happen();
        String last = lastEvent;
        if (standing) {
            conversation.stream().close();
        } else if (released && last != null) {
            conversation.resume(source, last);
        }
        conversation.finished(this);
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
