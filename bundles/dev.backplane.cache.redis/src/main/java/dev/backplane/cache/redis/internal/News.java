package dev.backplane.cache.redis.internal;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheWatcher;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what other nodes do, on a connection and a thread of its own. Whenever something may have been missed, it says so.
 * Thread-safe.
 */
final class News implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(News.class);

    /** A connection that has been silent for so long is dead: it is asked for a sign each second. */
    private static final int SILENCE_MILLIS = 4_000;

    private final Link link;
    private final CacheWatcher watchers;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "backplane-redis-news");
    private volatile @Nullable Wire wire;

    /** @param watchers told of all */
    News(Link link, CacheWatcher watchers) {
        this.link = link;
        this.watchers = watchers;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            do {
                if (link.circuit().closed()) {
                    listen();
                }
            } while (!closed.await(link.settings().retryMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("Hears no more of {}", link.settings().server(), e);
        }
    }

    private void listen() {
        try (Wire mine = link.open()) {
            mine.subscribe(SILENCE_MILLIS);
            wire = mine;
            watchers.missed();
            while (closed.getCount() > 0) {
                List<?> news = Replies.list(mine.next());
                if (news.size() == 3 && news.get(2) instanceof byte[] message) {
                    tell(message);
                }
            }
        } catch (RuntimeException | StackOverflowError e) {
            if (closed.getCount() > 0) {
                LOG.debug(
                        "{} does not tell what other nodes do", link.settings().server(), e);
            }
        } finally {
            wire = null;
            watchers.missed();
        }
    }

    /** Passes on what another node says it has done. */
    private void tell(byte[] message) {
        int length = link.asker().node().length();
        if (message.length <= length) {
            watchers.missed();
            return;
        }
        if (text(message, 0, length).equals(link.asker().node())) {
            return;
        }
        int rest = length + 1;
        try {
            switch (message[length]) {
                case 'w' -> watchers.written(List.of(key(message, rest)));
                case 'i' -> watchers.invalidated(List.of(text(message, rest, message.length)));
                case 'c' -> watchers.cleared(text(message, rest, message.length));
                default -> watchers.missed();
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            LOG.debug("{} tells garbage of {} bytes", link.settings().server(), message.length, e);
            watchers.missed();
        }
    }

    /** Reads length of the namespace, colon, namespace, key. */
    private static CacheKey key(byte[] message, int from) {
        int colon = from;
        while (message[colon] != ':') {
            colon++;
        }
        int start = colon + 1;
        int end = Math.addExact(start, Integer.parseInt(text(message, from, colon)));
        return new CacheKey(text(message, start, end), text(message, end, message.length));
    }

    private static String text(byte[] message, int from, int to) {
        return new String(message, from, to - from, StandardCharsets.UTF_8);
    }

    /** Asks for a sign of life. */
    void ping() {
        Wire mine = wire;
        if (mine != null) {
            mine.ping();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Wire mine = wire;
        if (mine != null) {
            mine.close();
        }
    }
}
