package dev.backplane.engine.internal;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One service on its shelf: the value of its registry entry. It serves until it is closed; then it holds its name, for
 * what comes back, until it is given up. Thread-safe.
 *
 * @param <T> what stands there
 */
class Stand<T> implements Place<T> {

    /*
     * Calls under way are what has entered and not exited. Both counts only grow, and each is striped, so that calls on
     * many threads share no word. A call counts itself first and looks at `closed` then; whoever waits for the calls
     * sets `closed` first and counts then: so one of the two sees the other. What has exited is read before what has
     * entered: equal sums mean that nothing was inside between the two.
     */

    private final LongAdder entered = new LongAdder();
    private final LongAdder exited = new LongAdder();
    private volatile boolean closed;
    private volatile @Nullable Thread waiter;

    private final Shelf<T> shelf;
    private final Departures departures;
    private final String name;
    private final T value;
    private final Entry entry;

    /** Guarded by this. */
    private final Set<Held> waiting = new LinkedHashSet<>(0);

    /** Nothing comes back. Written under the lock. */
    private volatile boolean over;

    Stand(Shelf<T> shelf, Departures departures, String name, T value, Owner owner) {
        this.shelf = shelf;
        this.departures = departures;
        this.name = name;
        this.value = value;
        this.entry = new Entry(new Key(shelf.kind(), name), this, owner);
    }

    String name() {
        return name;
    }

    @Override
    public Owner owner() {
        return entry.owner();
    }

    Entry entry() {
        return entry;
    }

    Subscriptions.Listing listing() {
        return shelf.listing();
    }

    @Override
    public T value() {
        return value;
    }

    @Override
    public boolean away() {
        return closed;
    }

    /** Tells whether nothing will come back to it. */
    boolean over() {
        return closed && over;
    }

    @Override
    public boolean enter() {
        entered.increment();
        if (!closed) {
            return true;
        }
        exit();
        return false;
    }

    @Override
    public void exit() {
        exited.increment();
        if (closed) {
            wake();
        }
    }

    /** Lets {@link #awaitQuiet} look again. */
    void wake() {
        LockSupport.unpark(waiter);
    }

    /**
     * Waits until no call is inside, after {@link #close}. For one thread.
     *
     * @param wanted is asked after each {@link #wake} whether to wait on
     * @return the nanoseconds that it took
     */
    long awaitQuiet(long nanos, BooleanSupplier wanted) {
        waiter = Thread.currentThread();
        long start = System.nanoTime();
        long spent = 0;
        while (wanted.getAsBoolean()
                && busy()
                && spent < nanos
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, nanos - spent);
            spent = System.nanoTime() - start;
        }
        waiter = null;
        return spent;
    }

    @Override
    public @Nullable Place<T> now() {
        return closed ? shelf.find(name) : this;
    }

    /** Lets no further call in. */
    void close() {
        closed = true;
    }

    /** Tells whether calls are inside; once it is closed, none comes in after the last. */
    boolean busy() {
        long out = exited.sum();
        return entered.sum() != out;
    }

    @Override
    public synchronized boolean hold(Held held) {
        if (over) {
            return false;
        }
        departures.admit(name);
        waiting.add(held);
        return true;
    }

    @Override
    public synchronized void forget(Held held) {
        if (waiting.remove(held)) {
            departures.dismiss(1);
        }
    }

    /** Gives the place up: something has taken it, or nothing will. Returns what has waited for that, in the order of coming. */
    synchronized List<Held> giveUp() {
        over = true;
        List<Held> all = List.copyOf(waiting);
        waiting.clear();
        departures.dismiss(all.size());
        return all;
    }
}
