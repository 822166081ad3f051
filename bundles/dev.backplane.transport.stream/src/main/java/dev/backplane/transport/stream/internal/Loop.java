package dev.backplane.transport.stream.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that serves connections: what they send, what is to be done for them, and their time limits. Thread-safe where it
 * says so; everything else is for its own thread.
 */
final class Loop implements Runnable {

    /** What is ready is handled by whoever is attached to its key. */
    interface Ready {
        void ready(int operations);
    }

    private record Due(long nanos, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return Long.signum(nanos - other.nanos);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final int INPUT_BYTES = 64 * 1024;

    /** Together with what is left of a record it opens into less than {@link #INPUT_BYTES}. */
    private static final int SEALED_BYTES = 32 * 1024;

    /** How late a time limit may be noticed. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** What any connection of this loop reads into. */
    final ByteBuffer input = ByteBuffer.allocate(INPUT_BYTES);

    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Due> later = new PriorityQueue<>();
    private final Set<SocketLine> lines = new LinkedHashSet<>();
    private @Nullable ByteBuffer sealed;
    private volatile boolean stopped;

    Loop(String name) throws IOException {
        selector = Selector.open();
        thread = new Thread(this, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Has the task run soon, on this loop's thread. Thread-safe. Returns false if the loop has ended. */
    boolean execute(Runnable task) {
        if (stopped) {
            return false;
        }
        tasks.add(task);
        if (!isHere()) {
            selector.wakeup();
        }
        return true;
    }

    /** Tells whether this is its thread. Thread-safe. */
    boolean isHere() {
        return Thread.currentThread() == thread;
    }

    /** Makes it look at its keys anew. Thread-safe. */
    void wakeup() {
        if (!isHere()) {
            selector.wakeup();
        }
    }

    /** Ends the thread, after what was to be executed. Thread-safe. */
    void stop() {
        execute(() -> stopped = true);
    }

    void after(long nanos, Runnable task) {
        later.add(new Due(System.nanoTime() + nanos, task));
    }

    /** Returns what any connection with TLS reads into. */
    ByteBuffer sealed() {
        ByteBuffer made = sealed;
        if (made == null) {
            made = ByteBuffer.allocateDirect(SEALED_BYTES);
            sealed = made;
        }
        return made;
    }

    Selector selector() {
        return selector;
    }

    SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
        return channel.register(selector, operations, ready);
    }

    void add(SocketLine line) {
        lines.add(line);
    }

    void remove(SocketLine line) {
        lines.remove(line);
    }

    List<SocketLine> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void run() {
        long tickNanos = System.nanoTime();
        try (selector) {
            while (!stopped) {
                select(tickNanos);
                runTasks();
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isValid() && key.attachment() instanceof Ready ready) {
                        safely(() -> ready.ready(key.readyOps()));
                    }
                }
                selector.selectedKeys().clear();
                long now = System.nanoTime();
                while (!later.isEmpty() && later.element().nanos() - now <= 0) {
                    safely(later.remove().task());
                }
                if (now - tickNanos >= TICK_NANOS) {
                    tickNanos = now;
                    lines().forEach(line -> safely(() -> line.tick(now)));
                }
            }
        } catch (IOException e) {
            LOG.error("The sockets of {} cannot be watched any more", thread.getName(), e);
        } finally {
            stopped = true;
            lines().forEach(line -> safely(line::terminate));
            runTasks();
        }
    }

    private void select(long tickNanos) throws IOException {
        if (!tasks.isEmpty()) {
            selector.selectNow();
            return;
        }
        long now = System.nanoTime();
        long wait = lines.isEmpty() ? Long.MAX_VALUE : tickNanos + TICK_NANOS - now;
        if (!later.isEmpty()) {
            wait = Math.min(wait, later.element().nanos() - now);
        }
        if (wait == Long.MAX_VALUE) {
            selector.select();
        } else if (wait <= 0) {
            selector.selectNow();
        } else {
            selector.select(TimeUnit.NANOSECONDS.toMillis(wait) + 1);
        }
    }

    /** Runs what is there now: what that adds has to wait for the sockets. */
    private void runTasks() {
        int count = tasks.size();
        for (Runnable task = tasks.poll(); task != null; task = --count > 0 ? tasks.poll() : null) {
            safely(task);
        }
    }

    private static void safely(Runnable task) {
        try {
            task.run();
        } catch (CancelledKeyException e) {
            LOG.trace("A socket was closed meanwhile", e);
        } catch (RuntimeException e) {
            LOG.error("Something was left undone for a connection", e);
        }
    }
}
