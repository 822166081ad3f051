package dev.backplane.cache.redis.internal;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether calls go to the server. Closed: they do. Open: they do not, since too many have failed. Half open: they do not yet, an
 * attempt is under way. A failure weighs as much as {@value #WEIGHT} successes: one call in ten that fails opens it, too, sooner
 * or later. Thread-safe.
 */
final class Circuit {

    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);

    private static final int WEIGHT = 10;

    private final String server;
    private final int most;
    private final AtomicInteger faults = new AtomicInteger();
    private volatile State state = State.OPEN;
    private volatile boolean answering = true;
    private volatile String reason = "not connected yet";

    /** @param failuresMax opens it */
    Circuit(String server, int failuresMax) {
        this.server = server;
        most = failuresMax * WEIGHT;
    }

    State state() {
        return state;
    }

    boolean closed() {
        return state == State.CLOSED;
    }

    /** Why it is not closed; what is left of the last reason otherwise. */
    String reason() {
        return reason;
    }

    /** Tells whether the last that was heard of the server is that it answered. */
    boolean answering() {
        return answering;
    }

    /** It has answered, well or not. */
    void answered() {
        if (!answering) {
            answering = true;
        }
    }

    /** It has not answered in time. */
    void unanswered() {
        answering = false;
    }

    void succeeded() {
        answered();
        if (faults.get() > 0) {
            faults.updateAndGet(now -> Math.max(0, now - 1));
        }
    }

    /** Returns whether that has opened it. */
    synchronized boolean failed(String why) {
        if (state != State.CLOSED || faults.addAndGet(WEIGHT) < most) {
            return false;
        }
        state = State.OPEN;
        reason = why;
        LOG.warn("{}: calls go on without it, {}", server, why);
        return true;
    }

    /** An attempt begins. */
    synchronized void attempt() {
        state = State.HALF_OPEN;
    }

    /** The attempt has failed. */
    synchronized void fail(String why) {
        if (!why.equals(reason)) {
            LOG.warn("{} is of no use now: {}", server, why);
        }
        state = State.OPEN;
        reason = why;
    }

    /** The attempt has succeeded. */
    synchronized void close() {
        faults.set(0);
        state = State.CLOSED;
        LOG.info("{} serves", server);
    }
}
