package dev.backplane.transport.http.internal;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * Event streams that other threads have given something to send, to be sent on their I/O thread. After a broadcast they may
 * be thousands: each time some are served, the thread looks after its other connections before it goes on. Streams are
 * chained through {@link SseStream#nextDue}, so a stream may be in it once.
 */
final class Outbox implements Runnable {

    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long PAUSE_MILLIS = 1;

    private final XnioIoThread thread;

    /** What was added last, the rest behind it. */
    private final AtomicReference<@Nullable SseStream> added = new AtomicReference<>();

    // confined to the I/O thread
    private @Nullable SseStream first;
    private @Nullable SseStream last;
    private boolean paused;

    Outbox(XnioIoThread thread) {
        this.thread = thread;
    }

    /** Adds a stream that is not in it. Thread-safe. Returns false if the thread has ended. */
    boolean add(SseStream stream) {
        SseStream before;
        do {
            before = added.get();
            stream.nextDue = before;
        } while (!added.compareAndSet(before, stream));
        if (before == null) {
            try {
                thread.execute(this);
            } catch (RejectedExecutionException e) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void run() {
        if (!paused) {
            serve();
        }
    }

    private void serve() {
        paused = false;
        long end = System.nanoTime() + TURN_NANOS;
        takeAdded();
        for (SseStream stream = first; stream != null; stream = first) {
            SseStream next = stream.nextDue;
            first = next;
            if (next == null) {
                last = null;
            }
            stream.nextDue = null;
            stream.run();
            if (next == null) {
                takeAdded();
            }
            if (first != null && System.nanoTime() - end >= 0) {
                paused = true;
                thread.executeAfter(this::serve, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                return;
            }
        }
    }

    /** Puts what was added behind what is there, oldest first. */
    private void takeAdded() {
        SseStream youngest = added.getAndSet(null);
        SseStream reversed = null;
        for (SseStream stream = youngest; stream != null; ) {
            SseStream older = stream.nextDue;
            stream.nextDue = reversed;
            reversed = stream;
            stream = older;
        }
        if (reversed == null) {
            return;
        }
        if (last == null) {
            first = reversed;
        } else {
            last.nextDue = reversed;
        }
        last = youngest;
    }
}
