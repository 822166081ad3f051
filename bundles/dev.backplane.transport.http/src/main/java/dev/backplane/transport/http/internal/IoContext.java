package dev.backplane.transport.http.internal;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioIoThread;

/**
 * What the connections of one I/O thread share. Confined to that thread, except for the constructor.
 *
 * <p>One timer a thread, not one a stream, keeps all its event streams open; it runs only while there are any.
 */
final class IoContext implements Runnable {

    private static final int DISCARD_BYTES = 16 * 1024;

    private final XnioIoThread thread;
    private final Set<SseStream> streams = new HashSet<>();
    private final Head head = new Head();
    private final ByteBuffer discard = ByteBuffer.allocate(DISCARD_BYTES);
    private boolean ticking;
    private int periodSeconds;

    IoContext(XnioIoThread thread) {
        this.thread = thread;
    }

    /** Returns the builder that all answers of this thread are made with. */
    Head head() {
        return head;
    }

    /** Returns a buffer for bytes that nobody wants. */
    ByteBuffer discard() {
        return discard.clear();
    }

    void add(SseStream stream, int keepAliveSeconds) {
        periodSeconds = keepAliveSeconds;
        if (streams.add(stream) && !ticking) {
            ticking = true;
            thread.executeAfter(this, periodSeconds, TimeUnit.SECONDS);
        }
    }

    void remove(SseStream stream) {
        streams.remove(stream);
    }

    @Override
    public void run() {
        for (SseStream stream : streams.toArray(SseStream[]::new)) {
            stream.tick();
        }
        ticking = !streams.isEmpty();
        if (ticking) {
            thread.executeAfter(this, periodSeconds, TimeUnit.SECONDS);
        }
    }
}
