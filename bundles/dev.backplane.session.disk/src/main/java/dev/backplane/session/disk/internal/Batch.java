package dev.backplane.session.disk.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Changes that are committed together. Guarded by the journal until it is written, then by the writing thread. */
final class Batch {

    /** One that has nothing to be waited for. */
    static final Batch NOTHING = new Batch(0);

    /** Bytes that may wait; who adds more waits for the disk. Others wait for all of a batch, so it is not large. */
    private static final long BYTES_MAX = 2L << 20;

    static {
        NOTHING.succeeded();
    }

    final List<byte[]> changes = new ArrayList<>();

    /** {@link System#nanoTime()} of the first change. */
    final long begun;

    boolean urgent;
    volatile long bytes;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    Batch(long begun) {
        this.begun = begun;
    }

    boolean full() {
        return bytes > BYTES_MAX;
    }

    void succeeded() {
        done.complete(null);
    }

    void failed(DiskSessionException cause) {
        done.completeExceptionally(cause);
    }

    /**
     * Waits until the changes are committed. Cannot be interrupted: what is being written is decided anyway.
     *
     * @throws DiskSessionException if they are not
     */
    void await() {
        try {
            done.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new DiskSessionException(String.valueOf(cause.getMessage()), cause);
        }
    }

    /** Waits until the changes are committed, or cannot be. */
    void settle() {
        done.handle((result, failure) -> null).join();
    }
}
