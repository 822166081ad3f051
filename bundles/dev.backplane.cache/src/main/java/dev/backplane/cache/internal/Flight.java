package dev.backplane.cache.internal;

import dev.backplane.api.cache.CacheLoadException;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One value that is being loaded, by one thread for all who want it. Thread-safe. */
final class Flight {

    private final CacheKey key;
    private final CountDownLatch landed = new CountDownLatch(1);

    /** When it began, as {@link Stamps} count. */
    private final long began;

    /** Who loads; null: it has yet to begin, or is over. */
    private volatile @Nullable Thread pilot;

    /** Whether the key was written meanwhile, so that what is loaded is not to be kept. Written under the key's lock. */
    private boolean superseded;

    /** What was loaded, its content plain; null: nothing, and that is not kept. Written before it lands, as all that follows. */
    private @Nullable CachedValue value;

    private @Nullable Throwable failure;

    Flight(CacheKey key, long began) {
        this.key = key;
        this.began = began;
    }

    long began() {
        return began;
    }

    void begin() {
        pilot = Thread.currentThread();
    }

    /** Tells whether this very thread loads it. */
    boolean mine() {
        return pilot == Thread.currentThread();
    }

    void supersede() {
        superseded = true;
    }

    boolean superseded() {
        return superseded;
    }

    void land(@Nullable CachedValue loaded) {
        value = loaded;
        pilot = null;
        landed.countDown();
    }

    void crash(Throwable why) {
        failure = why;
        pilot = null;
        landed.countDown();
    }

    /**
     * Waits for the value.
     *
     * @throws CacheLoadException if it takes longer than that
     */
    void await(long millis) {
        try {
            if (!landed.await(millis, TimeUnit.MILLISECONDS)) {
                throw new CacheLoadException(
                        key + " is being loaded, and was not within " + millis + " ms (loadWaitMillis)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheLoadException("interrupted while " + key + " was loaded", e);
        }
    }

    /** Returns what was loaded; once it has landed. */
    @Nullable
    CachedValue value() {
        return value;
    }

    /** Returns why it was not; once it has landed. */
    @Nullable
    Throwable failure() {
        return failure;
    }
}
