package dev.backplane.cache.hazelcast.internal;

import dev.backplane.spi.cache.CacheTierException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The writes that were not answered in time, and may be done yet. Thread-safe. */
final class Unsettled {

    private final Map<String, CompletableFuture<?>> writes = new ConcurrentHashMap<>();
    private final Runnable doubt;

    /** @param doubt called where nobody will know whether a write was done, or will be */
    Unsettled(Runnable doubt) {
        this.doubt = doubt;
    }

    boolean has(String id) {
        return !writes.isEmpty() && writes.containsKey(id);
    }

    /** Waits until it is known what came of the last write to a key. */
    void await(String id, Deadline deadline) {
        CompletableFuture<?> last = writes.get(id);
        if (last != null) {
            deadline.await(last.handle((result, failure) -> true));
        }
    }

    /** Waits for a write; if it does not end in time, that is remembered. One at a time for each key. */
    <R extends @Nullable Object> R settle(String id, CompletionStage<R> write, Deadline deadline) {
        try {
            return deadline.await(write);
        } catch (CacheTierException e) {
            CompletableFuture<R> future = write.toCompletableFuture();
            writes.put(id, future);
            future.whenComplete((result, failure) -> {
                if (failure != null) {
                    doubt.run();
                }
                writes.remove(id, future);
            });
            throw e;
        }
    }
}
