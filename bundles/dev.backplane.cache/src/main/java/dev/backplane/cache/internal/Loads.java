package dev.backplane.cache.internal;

import dev.backplane.api.InputRequired;
import dev.backplane.api.cache.CacheLoadException;
import dev.backplane.cache.internal.Meter.Count;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads values that are not there, each once for all who want it, and renews those that are stale. Thread-safe. */
final class Loads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Loads.class);

    /** Renewals that may wait for a thread; beyond that, a value serves on as it is, and the next who gets it tries again. */
    private static final int WAITING_MAX = 1_000;

    /** How often a call waits for somebody else's load before it loads for itself alone. */
    private static final int JOINS_MAX = 16;

    /** The encoding of what says that loading failed; its content is the message. */
    static final String FAILURE = "failure";

    /** Makes a value, with all that is kept with it. */
    @FunctionalInterface
    interface Maker {
        Made make();
    }

    /**
     * What was made.
     *
     * @param value null: nothing, and that is not to be kept
     * @param keep whether it is to be kept
     * @param failure to be thrown; null: it did not fail
     */
    record Made(
            @Nullable CachedValue value,
            boolean keep,
            @Nullable Exception failure) {}

    private final Composer composer;
    private final Clock clock;
    private final ThreadPoolExecutor renewals;
    private volatile CacheSettings settings;

    Loads(Composer composer, CacheSettings settings, Clock clock) {
        this.composer = composer;
        this.clock = clock;
        this.settings = settings;
        renewals = new ThreadPoolExecutor(
                settings.refreshThreads(),
                settings.refreshThreads(),
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING_MAX),
                work -> {
                    Thread thread = new Thread(work, "backplane-cache-renewal");
                    thread.setDaemon(true);
                    return thread;
                });
        renewals.allowCoreThreadTimeOut(true);
    }

    void configure(CacheSettings next) {
        int threads = next.refreshThreads();
        // neither may pass the other on the way
        if (threads > renewals.getMaximumPoolSize()) {
            renewals.setMaximumPoolSize(threads);
            renewals.setCorePoolSize(threads);
        } else {
            renewals.setCorePoolSize(threads);
            renewals.setMaximumPoolSize(threads);
        }
        settings = next;
    }

    /** Returns the value that a get did not find, or null where there is nothing. */
    @Nullable
    CachedValue load(CacheKey key, Meter meter, Maker maker) {
        long began = clock.millis();
        for (int i = 0; i < JOINS_MAX; i++) {
            Flight mine = new Flight(key, composer.stamps().now());
            Flight other = composer.flights().join(key, mine);
            if (other == null) {
                return fly(mine, key, meter, maker, false);
            }
            if (other.mine()) {
                throw new CacheLoadException("the loader of " + key + " needs the same value");
            }
            join(other, key);
            Throwable failure = other.failure();
            CachedValue value = other.value();
            boolean over = value != null && value.expired(began);
            if (failure == null && !over && !outdated(other, key, value)) {
                return value;
            }
            if (failure != null && !abandoned(failure)) {
                throw unchecked(key, failure);
            }
            // whoever loaded it was called off, or what was loaded was over or may have been outdated already when this
            // call began
        }
        return fly(new Flight(key, composer.stamps().now()), key, meter, maker, false);
    }

    private boolean outdated(Flight flight, CacheKey key, @Nullable CachedValue value) {
        Set<String> tags = value == null ? Set.of() : value.tags();
        return composer.stamps().marked(Tags.madeFrom(key.namespace()), tags, flight.began());
    }

    private void join(Flight other, CacheKey key) {
        try {
            other.await(settings.loadWaitMillis());
        } catch (CacheLoadException e) {
            if (!Thread.currentThread().isInterrupted()) {
                composer.abandon(key, other);
            }
            throw e;
        }
    }

    /** Renews a value in the background, unless somebody does already. */
    void renew(CacheKey key, Meter meter, Maker maker) {
        Flight mine = new Flight(key, composer.stamps().now());
        if (composer.flights().join(key, mine) != null) {
            return;
        }
        try {
            renewals.execute(() -> {
                try {
                    fly(mine, key, meter, maker, true);
                } catch (RuntimeException e) {
                    LOG.debug("{} was not renewed", key, e);
                }
            });
        } catch (RejectedExecutionException e) {
            composer.flights().leave(key, mine);
            mine.crash(
                    new CacheLoadException(key + " cannot be renewed now: " + WAITING_MAX + " others wait for that"));
        }
    }

    private @Nullable CachedValue fly(Flight flight, CacheKey key, Meter meter, Maker maker, boolean renewal) {
        flight.begin();
        try {
            CachedValue value = renewal ? null : composer.look(key);
            if (value == null) {
                Made made = timed(meter, maker);
                value = made.value();
                if (value != null && made.keep()) {
                    composer.keep(key, value, flight.began(), flight, true);
                }
                if (made.failure() != null) {
                    throw made.failure();
                }
                meter.count(Count.LOADS);
            }
            composer.flights().leave(key, flight);
            flight.land(value);
            return value;
        } catch (Throwable e) {
            meter.count(Count.LOAD_FAILURES);
            composer.flights().leave(key, flight);
            flight.crash(Thread.currentThread().isInterrupted() ? new InterruptedException() : e);
            throw unchecked(key, e);
        }
    }

    private static Made timed(Meter meter, Maker maker) {
        long begun = System.nanoTime();
        try {
            return maker.make();
        } finally {
            meter.add(Count.LOAD_NANOS, System.nanoTime() - begun);
        }
    }

    /** Tells whether a loader ended for reasons of the call that it ran in, which are no others' reasons. */
    static boolean abandoned(Throwable failure) {
        return failure instanceof InterruptedException || failure instanceof InputRequired;
    }

    private static RuntimeException unchecked(CacheKey key, Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            return exception;
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new CacheLoadException("loading " + key + " failed: " + failure, failure);
    }

    /** Throws what a value says, if it says that loading failed. */
    static void check(CacheKey key, CachedValue value) {
        if (value.encoding().equals(FAILURE)) {
            throw new CacheLoadException(
                    "loading " + key + " failed a while ago: " + new String(value.bytes(), StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        renewals.shutdownNow();
    }
}
