package dev.backplane.transport.http.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The heap that large request bodies may take, all together: without it, as many connections as are allowed could each
 * bring a body as large as is allowed. Thread-safe. Small bodies are not counted, so that most requests do not touch
 * the shared counter.
 */
final class BodyBudget {

    private final AtomicLong taken = new AtomicLong();

    /** Takes some bytes, unless that would be more than the bound. */
    boolean take(long bytes, long max) {
        if (taken.addAndGet(bytes) <= max) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
