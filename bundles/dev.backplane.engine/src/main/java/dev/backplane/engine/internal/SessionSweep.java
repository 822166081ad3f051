package dev.backplane.engine.internal;

import dev.backplane.spi.session.CloseReason;
import dev.backplane.spi.session.SessionStore;
import java.time.Clock;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the sessions whose time is over, and lets those sleep that are idle. It looks at what is due, never at all of them,
 * on a thread of its own, since a store may wait for a disk. Thread-safe.
 */
final class SessionSweep {

    private static final Logger LOG = LoggerFactory.getLogger(SessionSweep.class);

    /** How often it looks: so much of the shortest time there is, within these bounds. */
    private static final long PART = 4;

    private static final long LEAST_MILLIS = 25;
    private static final long MOST_MILLIS = 1_000;

    /** How often it looks whether the store has sessions that the engine does not know. */
    private static final long ADOPT_MILLIS = 5_000;

    private static final long KEEP_ALIVE_SECONDS = 10;

    private final Sessions sessions;
    private final SessionStore store;
    private final Clock clock;
    private final Supplier<Settings> settings;
    private final ScheduledExecutorService timer;
    private final ThreadPoolExecutor worker;
    private final AtomicBoolean working = new AtomicBoolean();
    private volatile boolean closed;

    /** Read and written by one thread at a time. */
    private long adopted = Long.MIN_VALUE;

    SessionSweep(
            Sessions sessions,
            SessionStore store,
            Clock clock,
            Supplier<Settings> settings,
            ScheduledExecutorService timer) {
        this.sessions = sessions;
        this.store = store;
        this.clock = clock;
        this.settings = settings;
        this.timer = timer;
        worker = new ThreadPoolExecutor(
                1, 1, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), SessionSweep::thread);
        worker.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "backplane-engine-sessions");
        thread.setDaemon(true);
        return thread;
    }

    /** Sweeps from now on, as often as the shortest of the times asks for. */
    void start() {
        Settings.Sessions times = settings.get().sessions();
        long shortest = Math.min(times.idleMillis(), times.hibernateMillis());
        if (times.lifeMillis() > 0) {
            shortest = Math.min(shortest, times.lifeMillis());
        }
        long pause = Math.max(LEAST_MILLIS, Math.min(MOST_MILLIS, shortest / PART));
        try {
            timer.schedule(this::due, pause, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The engine stops, and the sweep of its sessions with it");
        }
    }

    private void due() {
        if (closed) {
            return;
        }
        if (working.compareAndSet(false, true)) {
            worker.execute(() -> {
                try {
                    sweep();
                } catch (RuntimeException e) {
                    LOG.warn("Sessions could not be swept; it is tried again: {}", e.getMessage());
                    LOG.debug("Sessions could not be swept", e);
                } finally {
                    working.set(false);
                }
            });
        }
        start();
    }

    void close() {
        closed = true;
        worker.shutdown();
    }

    /** Does what is due now. */
    synchronized void sweep() {
        Settings.Sessions bounds = settings.get().sessions();
        long now = clock.millis();
        SessionIndex index = sessions.index();
        if (bounds.lifeMillis() > 0) {
            endAll(CloseReason.LIFE_OVER, () -> index.openedBefore(now - bounds.lifeMillis()), now);
        }
        endAll(
                CloseReason.IDLE,
                () -> {
                    SessionHandle longest = index.longestIdle(now);
                    return longest == null || longest.filed >= now - bounds.idleMillis() ? null : longest;
                },
                now);
        if (bounds.evict()) {
            // A bound that was lowered holds for those that are there, too.
            endAll(CloseReason.EVICTED, () -> index.size() > bounds.max() ? index.longestIdle(now) : null, now);
        }
        SessionHandle awake = index.awakeSince(now - bounds.hibernateMillis(), now);
        while (awake != null && !closed) {
            sessions.hibernation().sleep(awake, now);
            awake = index.awakeSince(now - bounds.hibernateMillis(), now);
        }
        adopt(now);
    }

    private void endAll(CloseReason reason, Supplier<SessionHandle> due, long now) {
        SessionHandle handle = due.get();
        while (handle != null && !closed) {
            if (reason == CloseReason.LIFE_OVER) {
                sessions.close(handle, reason);
            } else {
                sessions.closeIdle(handle, reason, now);
            }
            handle = due.get();
        }
    }

    /** Takes in what the store has brought over a restart, or another store with it. */
    private void adopt(long now) {
        if (now - ADOPT_MILLIS < adopted) {
            return;
        }
        adopted = now;
        int known = sessions.index().size();
        if (store.size() <= known) {
            return;
        }
        store.sessions().forEach(record -> {
            if (sessions.index().get(record.id()) == null) {
                sessions.hibernation().adopt(record, now);
            }
        });
    }
}
