package dev.backplane.console.internal;

import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each watcher a picture every second, as long as there are any: nobody watching costs nothing. Thread-safe. The
 * pictures are taken on one thread, once for all watchers.
 */
final class Feed {

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final long PERIOD_MILLIS = 1000;

    /** A swap's progress is shown at most this often. */
    private static final long SOON_MILLIS = 100;

    private final Picture picture;
    private final Json json;
    private final int most;
    private final Map<String, String> swapping = new ConcurrentHashMap<>();
    private final Set<EventStream> watchers = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "backplane-console");
        created.setDaemon(true);
        return created;
    });
    private @Nullable ScheduledFuture<?> ticking;
    private boolean soon;

    /** @param most watchers at once */
    Feed(Picture picture, Json json, int most) {
        this.picture = picture;
        this.json = json;
        this.most = most;
    }

    /** Answers with a stream, unless there are too many already; returns whether it did. */
    boolean watch(Exchange exchange) {
        if (watchers.size() >= most) {
            return false;
        }
        exchange.setHeader("X-Content-Type-Options", "nosniff");
        EventStream stream = exchange.stream();
        watchers.add(stream);
        stream.onDrain(() -> LOG.debug("The listener stops"));
        stream.onClose(() -> gone(stream));
        synchronized (this) {
            if (ticking == null && !watchers.isEmpty()) {
                ticking = thread.scheduleWithFixedDelay(this::send, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        return true;
    }

    private synchronized void gone(EventStream stream) {
        watchers.remove(stream);
        if (watchers.isEmpty() && ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
    }

    /** Shows how far a swap is; null: it has ended. */
    void swapping(String slot, @Nullable String progress) {
        if (progress == null) {
            swapping.remove(slot);
        } else {
            swapping.put(slot, progress);
        }
        synchronized (this) {
            if (soon || watchers.isEmpty()) {
                return;
            }
            soon = true;
        }
        try {
            thread.schedule(this::send, SOON_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The console stops", e);
        }
    }

    private void send() {
        synchronized (this) {
            soon = false;
        }
        try {
            byte[] message = json.bytes(picture.take(swapping));
            watchers.forEach(stream -> stream.send(null, message));
        } catch (RuntimeException e) {
            // a part that is being swapped out: the next picture has the next one
            LOG.debug("No picture could be taken", e);
        }
    }

    void stop() {
        thread.shutdownNow();
        watchers.forEach(EventStream::close);
    }
}
