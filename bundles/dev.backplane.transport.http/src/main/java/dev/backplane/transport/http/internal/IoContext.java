package dev.backplane.transport.http.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.XnioIoThread;

/**
 * What the connections of one I/O thread share. Confined to that thread, except for the constructor, {@link #outbox} and
 * {@link #execute}.
 *
 * <p>One timer a thread, not one a connection, looks after all of them: it closes those that are idle or late, and keeps
 * event streams open. It runs only while there are any. The connections are chained through themselves.
 */
final class IoContext implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(IoContext.class);
    private static final int DISCARD_BYTES = 16 * 1024;

    /** The largest frame of HTTP/2 that is sent in one piece, and the heads of others. */
    private static final int SCRATCH_BYTES = 20 * 1024;

    /** More than the largest frame of HTTP/2 that is taken. */
    private static final int INPUT_BYTES = 48 * 1024;

    private static final long ROUND_MILLIS_MIN = 25;
    private static final long ROUND_MILLIS_MAX = 1000;

    private final XnioIoThread thread;
    private final Supplier<Settings> settings;
    private final Outbox outbox;
    private final Head head = new Head();
    private final ByteBuffer discard = ByteBuffer.allocate(DISCARD_BYTES);
    private @Nullable ByteBuffer scratch;
    private @Nullable ByteBuffer input;
    private @Nullable Link first;
    private @Nullable Link cursor;
    private boolean ticking;

    IoContext(XnioIoThread thread, Supplier<Settings> settings) {
        this.thread = thread;
        this.settings = settings;
        this.outbox = new Outbox(thread);
    }

    /** Returns the builder that all answers of this thread are made with. */
    Head head() {
        return head;
    }

    /** Returns a buffer for bytes that nobody wants. */
    ByteBuffer discard() {
        return discard.clear();
    }

    /** Returns a buffer for what is made and sent at once. */
    ByteBuffer scratch() {
        ByteBuffer made = scratch;
        if (made == null) {
            made = ByteBuffer.allocateDirect(SCRATCH_BYTES);
            scratch = made;
        }
        return made;
    }

    /** Returns a buffer for what is read and used at once. */
    ByteBuffer input() {
        ByteBuffer made = input;
        if (made == null) {
            made = ByteBuffer.allocateDirect(INPUT_BYTES);
            input = made;
        }
        return made;
    }

    Outbox outbox() {
        return outbox;
    }

    void add(Link link) {
        Link second = first;
        link.next = second;
        if (second != null) {
            second.previous = link;
        }
        first = link;
        if (!ticking) {
            tickLater();
        }
    }

    void remove(Link link) {
        Link before = link.previous;
        Link behind = link.next;
        if (cursor == link) {
            cursor = behind;
        }
        if (before != null) {
            before.next = behind;
        } else if (first == link) {
            first = behind;
        }
        if (behind != null) {
            behind.previous = before;
        }
        link.previous = null;
        link.next = null;
    }

    /** Does something with each link; any may go meanwhile. */
    void forEach(Consumer<Link> action) {
        cursor = first;
        for (Link link = cursor; link != null; link = cursor) {
            cursor = link.next;
            action.accept(link);
        }
    }

    /** Runs the task on the thread. Returns false if that has ended. */
    boolean execute(Runnable task) {
        try {
            thread.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("An I/O thread has ended already", e);
            return false;
        }
    }

    @Override
    public void run() {
        ticking = false;
        Settings now = settings.get();
        long nanos = System.nanoTime();
        forEach(link -> link.tick(nanos, now));
        if (first != null) {
            tickLater();
        }
    }

    /** So often that nothing is late by more than a quarter of its time, or a second. */
    private void tickLater() {
        ticking = true;
        Settings now = settings.get();
        long shortest = Math.min(
                Math.min(
                        now.firstMessageTimeoutMillis(), Math.min(now.requestTimeoutMillis(), now.idleTimeoutMillis())),
                Math.min(now.streamStallMillis(), now.keepAliveSeconds() * 1000L));
        long millis = Math.max(ROUND_MILLIS_MIN, Math.min(ROUND_MILLIS_MAX, shortest / 4));
        thread.executeAfter(this, millis, TimeUnit.MILLISECONDS);
    }
}
