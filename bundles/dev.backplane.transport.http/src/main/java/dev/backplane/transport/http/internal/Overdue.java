package dev.backplane.transport.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Closes a connection on which bytes came in, but no request of them within the time limit of requests, or twice that.
 * Undertow refuses some heads by itself, such as one with a malformed {@code Host}: it then waits for the rest of the
 * body, without any bound, before it answers. Confined to the I/O thread.
 */
final class Overdue implements Runnable {

    private final Link link;
    private boolean waiting;
    private long requests;
    private long requestsWhenArmed;
    private XnioExecutor.@Nullable Key timer;

    Overdue(Link link) {
        this.link = link;
    }

    /** Sees what is read from now on. */
    void watch(ConduitStreamSourceChannel source) {
        source.setConduit(new Seen(source.getConduit()));
    }

    void requestBegan() {
        waiting = false;
        requests++;
    }

    void stop() {
        waiting = false;
        if (timer != null) {
            timer.remove();
            timer = null;
        }
    }

    @Override
    public void run() {
        timer = null;
        if (waiting && requests == requestsWhenArmed) {
            link.close();
        } else if (waiting) {
            arm();
        }
    }

    private void bytesCame() {
        if (!waiting && !link.isServing()) {
            waiting = true;
            if (timer == null) {
                arm();
            }
        }
    }

    private void arm() {
        requestsWhenArmed = requests;
        timer = link.after(link.listener.settings().requestTimeoutMillis(), this);
    }

    private final class Seen extends AbstractStreamSourceConduit<StreamSourceConduit> {

        Seen(StreamSourceConduit next) {
            super(next);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int read = super.read(target);
            if (read > 0) {
                bytesCame();
            }
            return read;
        }
    }
}
