package dev.backplane.transport.http.internal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The peer's going away, and what is to be done then. Thread-safe; the action is called without the lock. */
final class Departure {

    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

    private @Nullable Runnable action;
    private boolean happened;

    /** Sets the one action; it runs at once if the peer has gone. */
    void then(Runnable wanted) {
        synchronized (this) {
            if (!happened) {
                action = wanted;
                return;
            }
        }
        wanted.run();
    }

    synchronized boolean hasHappened() {
        return happened;
    }

    /** Runs the action, the first time. */
    void happen() {
        Runnable due;
        synchronized (this) {
            happened = true;
            due = action;
            action = null;
        }
        if (due != null) {
            try {
                due.run();
            } catch (RuntimeException e) {
                LOG.error("An action for a peer's going away failed", e);
            }
        }
    }
}
