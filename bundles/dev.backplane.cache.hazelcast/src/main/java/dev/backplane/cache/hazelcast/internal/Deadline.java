package dev.backplane.cache.hazelcast.internal;

import dev.backplane.spi.cache.CacheTierException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Until when one call is to be over, whatever it waits for. Thread-safe. */
final class Deadline {

    private final HazelcastSettings settings;
    private final long end;

    /** Begins the time that a call may take. */
    Deadline(HazelcastSettings settings) {
        this.settings = settings;
        end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.timeoutMillis());
    }

    boolean over() {
        return System.nanoTime() > end;
    }

    /** @throws CacheTierException if it does not come in time, or fails */
    <R extends @Nullable Object> R await(CompletionStage<R> stage) {
        try {
            return stage.toCompletableFuture().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw late(e);
        } catch (ExecutionException | CompletionException e) {
            throw new CacheTierException("the cluster " + settings.cluster() + " cannot now: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheTierException("interrupted", e);
        }
    }

    /** @throws CacheTierException if others keep it too long */
    void lock(ReentrantLock lock) {
        try {
            if (!lock.tryLock(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                throw late(new TimeoutException("others hold the key"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheTierException("interrupted", e);
        }
    }

    private CacheTierException late(Throwable cause) {
        return new CacheTierException(
                "the cluster " + settings.cluster() + " did not answer within " + settings.timeoutMillis() + " ms",
                cause);
    }
}
