package dev.backplane.shell.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A request that comes from within the process: its answer, one body or a stream of messages, is queued for the thread
 * that asked. Thread-safe; {@link #next} is for one thread.
 *
 * <p>Every field but the queue is guarded by this; actions run outside of the lock.
 */
final class InProcessExchange implements Exchange {

    /** Ends the queue. */
    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    private final List<Runnable> closeActions = new ArrayList<>();
    private @Nullable Runnable disconnectAction;
    private boolean answered;
    private boolean gone;

    /**
     * Waits for the next message of the answer.
     *
     * @param timeoutMillis 0: as long as it takes
     * @return null: the answer is complete
     * @throws TimeoutException if none came in time
     */
    byte @Nullable [] next(long timeoutMillis) throws InterruptedException, TimeoutException {
        byte[] message = timeoutMillis == 0 ? messages.take() : messages.poll(timeoutMillis, TimeUnit.MILLISECONDS);
        if (message == null) {
            throw new TimeoutException("no answer within " + timeoutMillis + " ms");
        }
        return message == END ? null : message;
    }

    /** Goes away: a call that has not been answered is cancelled. */
    void disconnect() {
        List<Runnable> actions = new ArrayList<>();
        synchronized (this) {
            if (answered || gone) {
                return;
            }
            gone = true;
            if (disconnectAction != null) {
                actions.add(disconnectAction);
            }
            actions.addAll(closeActions);
            closeActions.clear();
        }
        actions.forEach(Runnable::run);
    }

    /** The answer is complete. */
    private void complete() {
        List<Runnable> actions;
        synchronized (this) {
            if (answered) {
                return;
            }
            answered = true;
            messages.add(END);
            actions = List.copyOf(closeActions);
            closeActions.clear();
        }
        actions.forEach(Runnable::run);
    }

    private synchronized boolean isOpen() {
        return !answered && !gone;
    }

    @Override
    public String transport() {
        return "shell";
    }

    @Override
    public String address() {
        return "in-process";
    }

    @Override
    public @Nullable String principal() {
        return null;
    }

    @Override
    public @Nullable String header(String name) {
        return null;
    }

    @Override
    public boolean hasHeaders() {
        return false;
    }

    @Override
    public void setHeader(String name, String value) {
        // there are none
    }

    @Override
    public ByteSink sink() {
        return new Bytes();
    }

    @Override
    public void respond(int status, ByteSink body) {
        messages.add(((Bytes) body).toBytes());
        complete();
    }

    @Override
    public void respond(int status) {
        complete();
    }

    @Override
    public EventStream stream() {
        return new Stream();
    }

    @Override
    public void onDisconnect(Runnable action) {
        synchronized (this) {
            if (!gone) {
                disconnectAction = action;
                return;
            }
        }
        action.run();
    }

    /** The answer as a stream. */
    private final class Stream implements EventStream {

        @Override
        public boolean send(@Nullable String eventId, byte[] message) {
            if (!InProcessExchange.this.isOpen()) {
                return false;
            }
            if (message.length > 0) {
                messages.add(message);
            }
            return true;
        }

        @Override
        public void retry(long millis) {
            // nobody comes back
        }

        @Override
        public void close() {
            complete();
        }

        @Override
        public boolean isOpen() {
            return InProcessExchange.this.isOpen();
        }

        @Override
        public void onClose(Runnable action) {
            synchronized (InProcessExchange.this) {
                if (InProcessExchange.this.isOpen()) {
                    closeActions.add(action);
                    return;
                }
            }
            action.run();
        }
    }
}
