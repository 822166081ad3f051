package dev.backplane.engine.internal;

import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.slot.SlotEmptyException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bundles that take their services away, maybe to bring new ones. Each is kept from stopping until its calls under way
 * have ended, for {@code drainMillis} in all; the names of what it took away are held for {@code holdMillis} from then on.
 * Thread-safe. Its lock may be held while a shelf's is taken, never the other way round.
 */
final class Departures {

    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

    /** When what needs the registry is tried again, where the registry was not there. */
    private static final long RETRY_MILLIS = 1_000;

    /** One owner's, from the first service it takes away to the end of the hold. Guarded by the departures. */
    private static final class Departure {
        private int draining;
        private long drainNanos;
        private boolean back;
        private long round;
    }

    private final Supplier<Settings> settings;
    private final ScheduledExecutorService timer;
    private final Dispatcher dispatcher;
    private final BooleanSupplier platformStops;
    private final Consumer<Owner> over;
    private final List<Shelf<?>> shelves = new ArrayList<>();

    /** Changed under the lock. */
    private final Map<Owner, Departure> departures = new ConcurrentHashMap<>();

    private final AtomicInteger held = new AtomicInteger();

    /** What is waited for. Guarded by this. */
    private final Set<Stand<?>> draining = new HashSet<>();

    /** Written under the lock. */
    private volatile boolean closed;

    /**
     * @param platformStops tells whether all bundles are about to stop, so that none will come back
     * @param over hears of owners whose hold is over, updated or gone for good
     */
    Departures(
            Supplier<Settings> settings,
            ScheduledExecutorService timer,
            Dispatcher dispatcher,
            BooleanSupplier platformStops,
            Consumer<Owner> over) {
        this.settings = settings;
        this.timer = timer;
        this.dispatcher = dispatcher;
        this.platformStops = platformStops;
        this.over = over;
    }

    /** Before any departure. */
    synchronized void join(Shelf<?> shelf) {
        shelves.add(shelf);
    }

    // ---- going and coming ----------------------------------------------------------------------------------------

    /**
     * The owner begins to take a service away.
     *
     * @return whether its name is to be held and {@link #drain} to follow; false where everything stops
     */
    synchronized boolean begin(Owner owner) {
        if (closed || platformStops.getAsBoolean()) {
            return false;
        }
        Departure departure = departures.computeIfAbsent(owner, added -> fresh());
        if (departure.back) {
            departure.back = false;
            departure.drainNanos = drainNanos();
        }
        departure.draining++;
        departure.round++;
        return true;
    }

    private Departure fresh() {
        Departure departure = new Departure();
        departure.drainNanos = drainNanos();
        return departure;
    }

    private long drainNanos() {
        return TimeUnit.MILLISECONDS.toNanos(settings.get().plugins().drainMillis());
    }

    /** Waits for the calls of a stand that is closed. */
    void drain(Stand<?> stand) {
        Owner owner = stand.owner();
        Departure departure;
        long nanos;
        synchronized (this) {
            departure = departures.get(owner);
            if (departure == null) {
                return;
            }
            nanos = departure.drainNanos;
            draining.add(stand);
        }
        long spent = stand.awaitQuiet(nanos, () -> !closed);
        synchronized (this) {
            draining.remove(stand);
            departure.drainNanos = Math.max(0, nanos - spent);
            if (--departure.draining == 0 && !closed) {
                expectUntil(owner, departure, settings.get().plugins().holdMillis());
            }
        }
        if (!closed && stand.busy()) {
            LOG.warn(
                    "Calls of {} are still under way after drainMillis={}; {} {} goes all the same",
                    stand.name(),
                    settings.get().plugins().drainMillis(),
                    owner.kind(),
                    owner.id());
        }
    }

    private void expectUntil(Owner owner, Departure departure, long millis) {
        long round = departure.round;
        timer.schedule(() -> expire(owner, departure, round), millis, TimeUnit.MILLISECONDS);
    }

    private void expire(Owner owner, Departure departure, long round) {
        List<Stand<?>> gone = new ArrayList<>();
        synchronized (this) {
            if (closed || departure.round != round || departures.get(owner) != departure) {
                return;
            }
            departures.remove(owner);
            try {
                shelves.forEach(shelf -> shelf.giveUp(owner, gone));
            } catch (SlotEmptyException e) {
                departures.put(owner, departure);
                LOG.warn("What {} {} took away cannot be given up yet: {}", owner.kind(), owner.id(), e.getMessage());
                expectUntil(owner, departure, RETRY_MILLIS);
            }
        }
        over.accept(owner);
        gone.forEach(this::proceed);
    }

    /** The owner brings a service. */
    synchronized void returned(Owner owner) {
        Departure departure = departures.get(owner);
        if (departure != null) {
            departure.back = true;
        }
    }

    /** Tells whether the owner has taken services away lately, so that they may come back. Never waits. */
    boolean expects(Owner owner) {
        return departures.containsKey(owner);
    }

    /** The owner will not come back: what is held for it is given up. */
    void uninstalled(Owner owner) {
        Departure departure;
        long round;
        synchronized (this) {
            departure = departures.get(owner);
            if (departure == null) {
                return;
            }
            round = ++departure.round;
        }
        expire(owner, departure, round);
    }

    /** Runs something again that the registry was not there for. */
    void retry(Runnable action) {
        if (!closed) {
            timer.schedule(action, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Holds and drains nothing any more, because the engine stops; what waits is refused. */
    void close() {
        List<Stand<?>> last = new ArrayList<>();
        synchronized (this) {
            closed = true;
            departures.clear();
            draining.forEach(Stand::wake);
            shelves.forEach(shelf -> last.addAll(shelf.close()));
        }
        ProtocolException problem =
                new ProtocolException(503, ProtocolException.INTERNAL_ERROR, "The platform is stopping");
        last.forEach(stand -> stand.giveUp().forEach(each -> each.refuse(problem)));
    }

    // ---- what waits ----------------------------------------------------------------------------------------------

    /** @throws ProtocolException if there is no room for one more call that waits for the name */
    void admit(String name) {
        int most = settings.get().plugins().heldMax();
        if (held.incrementAndGet() > most) {
            held.decrementAndGet();
            throw new ProtocolException(
                    503,
                    ProtocolException.INTERNAL_ERROR,
                    name + " is being replaced, and " + most + " calls (heldCallsMax) wait already");
        }
    }

    void dismiss(int count) {
        held.addAndGet(-count);
    }

    /** Returns how many calls wait. */
    int waiting() {
        return held.get();
    }

    /** Gives the stand up, and lets go on what has waited for that: on the dispatcher, one after the other. */
    void proceed(Stand<?> stand) {
        List<Held> waited = stand.giveUp();
        if (waited.isEmpty()) {
            return;
        }
        try {
            dispatcher.dispatch(Lane.NORMAL, stand.name(), () -> waited.forEach(Held::proceed));
        } catch (RuntimeException e) {
            ProtocolException problem = Faults.toAnswer(e);
            waited.forEach(each -> each.refuse(problem));
        }
    }
}
