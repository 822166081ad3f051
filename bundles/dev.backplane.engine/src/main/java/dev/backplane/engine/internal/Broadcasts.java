package dev.backplane.engine.internal;

import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.OverloadedException;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.slot.SlotEmptyException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells all who are registered under a kind of one thing. A few are told at once, on the calling thread; where there are
 * more, the rest is told in the dispatcher's lane for what is short, so that nobody's call waits for thousands of listeners.
 * Thread-safe.
 *
 * <p>What is told says that something has changed, so hearing of two changes once is enough: while the rest of one broadcast
 * waits for its turn, a further one of the same kind takes its place.
 */
final class Broadcasts {

    /*
     * The lane for control, as telling somebody never waits: tasks may hold the workers for bulk work for hours. No
     * cancellation waits for it, as a call is interrupted before its cancel actions come to that lane.
     */

    private static final Logger LOG = LoggerFactory.getLogger(Broadcasts.class);
    private static final String NAME = "broadcast";
    private static final long RETRY_MILLIS = 1_000;

    /** So few take a handler no longer than a call does. */
    static final int AT_ONCE = 32;

    /** Kinds whose rest waits at a time; beyond, the caller tells it. */
    private static final int WAITING_MAX = 1_000;

    /** @param told who has heard it already */
    private record Rest(String kind, Set<Object> told, Consumer<Object> teller) {}

    private final Registry registry;
    private final Dispatcher dispatcher;
    private final ScheduledExecutorService timer;
    private final Map<String, Rest> waiting = new ConcurrentHashMap<>();

    Broadcasts(Registry registry, Dispatcher dispatcher, ScheduledExecutorService timer) {
        this.registry = registry;
        this.dispatcher = dispatcher;
        this.timer = timer;
    }

    /** @param teller tells the value of one entry; must not wait for it */
    void tell(String kind, Consumer<Object> teller) {
        Set<Object> told = Collections.newSetFromMap(new IdentityHashMap<>());
        Rest rest = new Rest(kind, told, teller);
        boolean[] more = new boolean[1];
        try {
            registry.entries(kind).forEach(entry -> {
                if (told.size() < AT_ONCE) {
                    told.add(entry.value());
                    teller.accept(entry.value());
                } else {
                    more[0] = true;
                }
            });
        } catch (SlotEmptyException e) {
            later(rest, e);
            return;
        }
        if (!more[0]) {
            return;
        }
        if (waiting.size() >= WAITING_MAX && !waiting.containsKey(kind)) {
            tell(rest);
        } else if (waiting.put(kind, rest) == null) {
            dispatch(kind);
        }
    }

    /** Tells at once what still waits. */
    void close() {
        waiting.keySet().forEach(this::proceed);
    }

    private void dispatch(String kind) {
        long again;
        try {
            dispatcher.dispatch(Lane.CONTROL, NAME, () -> proceed(kind));
            return;
        } catch (OverloadedException e) {
            again = e.retryAfterMillis();
        } catch (RuntimeException e) {
            LOG.debug("A broadcast waits for a dispatcher", e);
            again = RETRY_MILLIS;
        }
        try {
            timer.schedule(() -> dispatch(kind), again, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            proceed(kind);
        }
    }

    private void proceed(String kind) {
        Rest rest = waiting.remove(kind);
        if (rest != null) {
            tell(rest);
        }
    }

    private void tell(Rest rest) {
        try {
            registry.entries(rest.kind()).forEach(entry -> {
                if (!rest.told().contains(entry.value())) {
                    rest.told().add(entry.value());
                    rest.teller().accept(entry.value());
                }
            });
        } catch (SlotEmptyException e) {
            later(rest, e);
        }
    }

    /** Who is to be told is not known until there is a registry again. */
    private void later(Rest rest, SlotEmptyException why) {
        LOG.debug("A broadcast waits for the registry", why);
        if (waiting.put(rest.kind(), rest) != null) {
            return;
        }
        try {
            timer.schedule(() -> dispatch(rest.kind()), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            waiting.remove(rest.kind());
            LOG.debug("The platform stops before a broadcast of {} could be told", rest.kind());
        }
    }
}
