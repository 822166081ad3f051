package dev.backplane.cache.internal;

import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheWrite;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what waits for one tier, in batches: on a thread of its own, or on that of whoever cannot go on before. Thread-safe. */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final Line line;
    private final Outbox outbox;

    /** Held by who does what waits. */
    private final ReentrantLock delivering = new ReentrantLock();

    /** Whether there is a thread, or was. Written under the lock. */
    private volatile boolean begun;

    private volatile boolean ended;

    Delivery(Line line, Outbox outbox) {
        this.line = line;
        this.outbox = outbox;
    }

    /** Has a thread do what waits from here on. */
    void begin() {
        if (begun) {
            return;
        }
        delivering.lock();
        try {
            if (!begun && !ended) {
                begun = true;
                Thread thread = new Thread(this::writeBehind, "backplane-cache-writer-" + line.name());
                thread.setDaemon(true);
                thread.start();
            }
        } finally {
            delivering.unlock();
        }
    }

    private void writeBehind() {
        try {
            while (!ended) {
                outbox.await();
                long wakes = outbox.wakes();
                if (line.tier() == null) {
                    outbox.pause(wakes, Long.MAX_VALUE);
                } else if (!ended && !deliver()) {
                    outbox.pause(wakes, line.settings().retryMillis());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Tier {}: its writer was interrupted", line.name(), e);
        }
    }

    /** Does some of what waits, in one batch. Returns whether it could. */
    boolean deliver() {
        delivering.lock();
        try {
            CacheTier now = line.tier();
            if (now == null) {
                return false;
            }
            return outbox.unknown() ? empty(now) : deliver(now);
        } finally {
            delivering.unlock();
        }
    }

    private boolean empty(CacheTier now) {
        outbox.emptying();
        try {
            now.clear();
            outbox.emptied();
            return true;
        } catch (RuntimeException e) {
            line.failed("clear", e);
            outbox.giveUp();
            return false;
        }
    }

    private boolean deliver(CacheTier now) {
        List<CacheWrite> next = outbox.take(line.settings().batchMax());
        boolean written = false;
        try {
            if (!next.isEmpty()) {
                now.write(next);
            }
            written = true;
        } catch (RuntimeException e) {
            line.failed("write", e);
        } finally {
            outbox.finish(written);
        }
        return written;
    }

    /** Drops all that waits, and has the tier emptied before it is read again. */
    void giveUp(String why) {
        delivering.lock();
        try {
            if (!outbox.unknown()) {
                LOG.info("Tier {} is emptied before it is used again: {}", line.name(), why);
                outbox.giveUp();
            }
        } finally {
            delivering.unlock();
        }
        if (line.tier() != null) {
            begin();
        }
    }

    /** Does what waits, as long as that goes on and does not take too long. */
    void flush() {
        long end = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(line.settings().flushMillis());
        while (line.tier() != null && !outbox.quiet()) {
            if (System.nanoTime() - end > 0 || !deliver()) {
                break;
            }
        }
        if (line.tier() != null && !outbox.quiet()) {
            LOG.warn("Tier {}: {} writes are left that could not be done in time", line.name(), outbox.size());
        }
    }

    /** Ends the thread. */
    void end() {
        ended = true;
        outbox.end();
    }
}
