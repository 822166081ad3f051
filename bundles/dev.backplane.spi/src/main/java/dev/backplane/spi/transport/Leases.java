package dev.backplane.spi.transport;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The leases of the connections of one listener, for transports to keep. Thread-safe. All methods take constant time, except
 * where they say so; none touches what other listeners share but the {@link Limiter}, when a connection comes and goes.
 *
 * <p>It holds the listener's own limit, and has each connection counted by the limiter that is there. That may come, go and
 * be exchanged at any time: a new one counts in what is open already, and while there is none the listener's limit is the
 * only one.
 */
public final class Leases {

    /** For all listeners, so that an id tells which connection is meant without telling its listener. */
    private static final AtomicLong IDS = new AtomicLong();

    private static final long RETRY_MILLIS = 1000;

    private final String listener;
    private final LongSupplier clock;
    private final ConcurrentHashMap<Long, Lease> open = new ConcurrentHashMap<>();
    private final AtomicInteger taken = new AtomicInteger();
    private final LongAdder granted = new LongAdder();
    private final Map<RefusedException.Scope, LongAdder> refused = adders(RefusedException.Scope.class);
    private final Map<LeaseEnd, LongAdder> ends = adders(LeaseEnd.class);
    private volatile int max;
    private volatile @Nullable Limiter limiter;

    /** @param max see {@link #limit} */
    public Leases(String listener, int max) {
        this(listener, max, System::nanoTime);
    }

    Leases(String listener, int max, LongSupplier clock) {
        this.listener = Objects.requireNonNull(listener, "listener");
        this.clock = clock;
        this.max = max;
    }

    /** Returns the name of the listener. */
    public String listener() {
        return listener;
    }

    /** Sets how many connections the listener may have; those there are already stay. */
    public void limit(int connectionsMax) {
        max = connectionsMax;
    }

    /**
     * Takes a lease, which the transport must end when the connection is closed, for whatever reason.
     *
     * @throws RefusedException if a limit is reached: the transport tells the peer and closes the connection
     */
    public Lease take(Connection connection) {
        Limiter now = limiter;
        try {
            enter();
            try {
                if (now != null) {
                    now.take(connection.address());
                }
            } catch (RuntimeException e) {
                taken.decrementAndGet();
                throw e;
            }
        } catch (RefusedException e) {
            count(refused, e.scope());
            throw e;
        }
        Lease lease = new Lease(this, IDS.incrementAndGet(), connection, nanos(), now);
        granted.increment();
        open.put(lease.id(), lease);
        // a limiter that came meanwhile may have missed it
        lease.follow();
        return lease;
    }

    private void enter() {
        int bound = max;
        if (taken.incrementAndGet() > bound) {
            taken.decrementAndGet();
            throw new RefusedException(
                    RefusedException.Scope.LISTENER,
                    "all " + bound + " connections of the listener " + listener + " (connectionsMax) are in use",
                    RETRY_MILLIS);
        }
    }

    /** Has all connections counted by this limiter from now on; linear in their number. */
    public synchronized void use(Limiter next) {
        limiter = Objects.requireNonNull(next, "next");
        open.values().forEach(Lease::follow);
    }

    /** Goes on without this limiter, if it is the one in use; linear in the number of connections. */
    public synchronized void leave(Limiter gone) {
        if (limiter == gone) {
            limiter = null;
            open.values().forEach(Lease::follow);
        }
    }

    /** Returns the number of connections. */
    public int size() {
        return taken.get();
    }

    /** Streams the connections, lazily, weakly consistently and in no order. */
    public Stream<Lease> stream() {
        return open.values().stream();
    }

    /** Returns the lease with this id, or null. */
    public @Nullable Lease find(long id) {
        return open.get(id);
    }

    /** Returns the figures of the listener's connections. */
    public LeaseStatistics statistics() {
        return new LeaseStatistics(taken.get(), max, granted.sum(), sums(refused), sums(ends));
    }

    @Nullable
    Limiter limiter() {
        return limiter;
    }

    long nanos() {
        return clock.getAsLong();
    }

    void ended(Lease lease, LeaseEnd why) {
        open.remove(lease.id());
        taken.decrementAndGet();
        count(ends, why);
    }

    private static <K extends Enum<K>> Map<K, LongAdder> adders(Class<K> type) {
        Map<K, LongAdder> adders = new EnumMap<>(type);
        Arrays.stream(type.getEnumConstants()).forEach(key -> adders.put(key, new LongAdder()));
        return adders;
    }

    private static <K> void count(Map<K, LongAdder> adders, K key) {
        Objects.requireNonNull(adders.get(key), "adder").increment();
    }

    private static <K> Map<K, Long> sums(Map<K, LongAdder> adders) {
        Map<K, Long> sums = new HashMap<>();
        adders.forEach((key, adder) -> sums.put(key, adder.sum()));
        return sums;
    }
}
