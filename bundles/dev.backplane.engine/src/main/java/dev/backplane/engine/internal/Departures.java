package dev.backplane.engine.internal;

import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.registry.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
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
    private final List<Shelf<?>> shelves = new ArrayList<>();

    /** Changed under the lock. */
    private final Map<Owner, Departure> departures = new ConcurrentHashMap<>();

    private final AtomicInteger held = new AtomicInteger();

    /** Guarded by this. */
    private boolean closed;

    /** @param platformStops tells whether all bundles are about to stop, so that none will come back */
    Departures(
            Supplier<Settings> settings,
            ScheduledExecutorService timer,
            Dispatcher dispatcher,
            BooleanSupplier platformStops) {
        this.settings = settings;
        this.timer = timer;
        this.dispatcher = dispatcher;
        this.platformStops = platformStops;
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
        return TimeUnit.MILLISECONDS.toNanos(settings.get().drainMillis());
    }

    /** Waits for the calls of a stand that is closed. */
    void drain(Stand<?> stand) {
        boolean left = false;
        synchronized (this) {
            Departure departure = departures.get(stand.owner());
            if (departure == null) {
                return;
            }
            long from = System.nanoTime();
            long spent = 0;
            try {
                while (!closed && stand.busy() && spent < departure.drainNanos) {
                    TimeUnit.NANOSECONDS.timedWait(
                            this, departure.drainNanos - spent + TimeUnit.MILLISECONDS.toNanos(1));
                    spent = System.nanoTime() - from;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            left = !closed && stand.busy();
            departure.drainNanos = Math.max(0, departure.drainNanos - (System.nanoTime() - from));
            if (--departure.draining == 0 && !closed) {
                hold(stand.owner(), departure);
            }
        }
        if (left) {
            LOG.warn(
                    "Calls of {} are still under way after drainMillis={}; {} goes all the same",
                    stand.name(),
                    settings.get().drainMillis(),
                    stand.owner());
        }
    }

    /** A call has left a stand that is closed. */
    synchronized void exited() {
        notifyAll();
    }

    private void hold(Owner owner, Departure departure) {
        long round = departure.round;
        timer.schedule(() -> expire(owner, departure, round), settings.get().holdMillis(), TimeUnit.MILLISECONDS);
    }

    private void expire(Owner owner, Departure departure, long round) {
        List<Stand<?>> gone;
        synchronized (this) {
            if (departure.round != round || !departures.remove(owner, departure)) {
                return;
            }
            gone = giveUp(owner);
        }
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
        List<Stand<?>> gone;
        synchronized (this) {
            departures.remove(owner);
            gone = giveUp(owner);
        }
        gone.forEach(this::proceed);
    }

    private List<Stand<?>> giveUp(Owner owner) {
        List<Stand<?>> gone = new ArrayList<>();
        shelves.forEach(shelf -> gone.addAll(shelf.giveUp(owner)));
        return gone;
    }

    /** Holds and drains nothing any more, because the engine stops; what waits is refused. */
    void close() {
        List<Stand<?>> last = new ArrayList<>();
        synchronized (this) {
            closed = true;
            departures.clear();
            notifyAll();
            shelves.forEach(shelf -> last.addAll(shelf.close()));
        }
        ProtocolException problem =
                new ProtocolException(503, ProtocolException.INTERNAL_ERROR, "The platform is stopping");
        last.forEach(stand -> stand.giveUp().forEach(each -> each.refuse(problem)));
    }

    // ---- what waits ----------------------------------------------------------------------------------------------

    /** @throws ProtocolException if there is no room for one more call that waits for the name */
    void admit(String name) {
        int most = settings.get().heldCallsMax();
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
