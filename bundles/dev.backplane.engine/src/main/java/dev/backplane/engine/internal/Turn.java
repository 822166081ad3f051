package dev.backplane.engine.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * One message of a {@link Dialogue}, and the way to answer it; also the stream that it may be answered with, whose messages
 * go out among the connection's others. Thread-safe as {@link Exchange} and {@link EventStream} say; actions are called
 * without the lock.
 */
final class Turn implements Exchange, EventStream {

    private final Dialogue dialogue;
    private @Nullable Slice id;
    private boolean quiet;
    private @Nullable ByteSink sink;
    private int status;

    // guarded by this

    private boolean streaming;
    private boolean over;
    private @Nullable Runnable ending;
    private @Nullable Runnable draining;

    Turn(Dialogue dialogue) {
        this.dialogue = dialogue;
    }

    // ---- for the dialogue ----------------------------------------------------------------------------------------

    /** It is a request. */
    void asks(@Nullable Slice request) {
        id = request == null ? null : Slice.of(request.toBytes());
    }

    /** It is no request: not even a refusal is sent. */
    void wantsNothing() {
        quiet = true;
    }

    /** Returns what it is known by while it is under way. */
    Object key() {
        Slice request = id;
        return request == null ? this : request;
    }

    synchronized boolean isOver() {
        return over;
    }

    /** Tells whether it has not been refused for what it is. */
    synchronized boolean wasUnderstood() {
        return !over || status < 400 || status == 404;
    }

    void refuse(Frames frames, ProtocolException problem) {
        if (quiet) {
            respond(problem.status());
        } else {
            frames.respond(
                    this,
                    problem.status(),
                    id,
                    out -> Frames.error(out, id, problem.code(), String.valueOf(problem.getMessage()), problem.data()));
        }
    }

    /** Nobody waits for the answer any more. */
    void lost() {
        end(true);
    }

    /** What goes on without end is to end now. */
    void drain() {
        Runnable action;
        synchronized (this) {
            action = draining;
            draining = null;
        }
        if (action != null) {
            action.run();
        }
    }

    /** Answers it as what was cut short. */
    void expire(Frames frames) {
        byte[] message = frames.encode(
                id,
                out -> Frames.error(
                        out,
                        id,
                        ProtocolException.INTERNAL_ERROR,
                        "The server stopped before the request was answered",
                        null));
        synchronized (this) {
            if (over) {
                return;
            }
            dialogue.line().send(message);
        }
        lost();
    }

    /** @return false if it had ended already */
    private boolean end(boolean tell) {
        Runnable action;
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
            action = tell ? ending : null;
            ending = null;
            draining = null;
        }
        dialogue.over(this);
        if (action != null) {
            action.run();
        }
        return true;
    }

    // ---- the exchange --------------------------------------------------------------------------------------------

    @Override
    public String transport() {
        return dialogue.line().transport();
    }

    @Override
    public String address() {
        return dialogue.line().address();
    }

    @Override
    public @Nullable String principal() {
        return dialogue.line().principal();
    }

    /** The session's is what belongs to the connection; there are no others. */
    @Override
    public @Nullable String header(String name) {
        return name.equals(Sessions.HEADER) ? dialogue.session() : null;
    }

    @Override
    public boolean hasHeaders() {
        return false;
    }

    @Override
    public boolean isDraining() {
        return dialogue.isDraining();
    }

    @Override
    public void setHeader(String name, String value) {
        if (name.equals(Sessions.HEADER)) {
            dialogue.opened(this, value);
        }
    }

    @Override
    public ByteSink sink() {
        ByteSink created = dialogue.line().sink();
        sink = created;
        return created;
    }

    @Override
    public void respond(int code, ByteSink body) {
        synchronized (this) {
            claim();
            status = code;
            if (over) {
                dialogue.line().drop(body);
                return;
            }
            dialogue.line().send(body);
        }
        end(false);
    }

    @Override
    public void respond(int code) {
        synchronized (this) {
            claim();
            status = code;
        }
        ByteSink unsent = sink;
        if (unsent != null) {
            dialogue.line().drop(unsent);
        }
        end(false);
    }

    @Override
    public synchronized EventStream stream() {
        claim();
        streaming = true;
        return this;
    }

    private void claim() {
        if (streaming || status != 0) {
            throw new IllegalStateException("an exchange is answered once");
        }
    }

    @Override
    public void onDisconnect(Runnable action) {
        synchronized (this) {
            if (!over) {
                ending = action;
            }
            if (!over || status != 0) {
                return;
            }
        }
        action.run();
    }

    // ---- the stream ----------------------------------------------------------------------------------------------

    @Override
    public synchronized boolean send(@Nullable String eventId, byte[] message) {
        return !over && (message.length == 0 || dialogue.line().send(message));
    }

    /** Nobody can come back here. */
    @Override
    public void retry(long millis) {}

    @Override
    public void close() {
        end(true);
    }

    @Override
    public boolean isOpen() {
        return !isOver() && dialogue.line().isOpen();
    }

    @Override
    public boolean isResumable() {
        return false;
    }

    @Override
    public void onDrain(Runnable action) {
        synchronized (this) {
            draining = action;
        }
        if (dialogue.isDraining()) {
            drain();
        }
    }

    @Override
    public void onClose(Runnable action) {
        synchronized (this) {
            if (!over) {
                ending = action;
                return;
            }
        }
        action.run();
    }
}
