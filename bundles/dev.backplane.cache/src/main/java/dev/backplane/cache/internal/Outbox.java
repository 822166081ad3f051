package dev.backplane.cache.internal;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheWrite;
import dev.backplane.spi.cache.CachedValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be written to a tier, in order. Until it is, reads of the tier are made to see it: a key that waits is as it
 * waits, and a value that an invalidation waits for is not there. Thread-safe; reads take no lock. Writes are taken out by one
 * thread at a time.
 *
 * <p>What waits is bounded by whoever adds it. It can be given up: then the tier is not to be read until it has been emptied.
 */
final class Outbox {

    /** About what a write takes that has no value. */
    private static final long WEIGHT = 200;

    /** One write that waits. */
    private static final class Waiting {
        private final CacheWrite write;
        private final long weight;

        /** Whether a later one makes it needless. Guarded by the lock. */
        private boolean superseded;

        Waiting(CacheWrite write) {
            this.write = write;
            this.weight = write instanceof CacheWrite.Put put ? put.value().weight(put.key()) : WEIGHT;
        }
    }

    /** What the tier is to be taken for. */
    private enum State {
        /** It is as it was left, but for what waits. */
        KNOWN,
        /** It may have anything; nothing waits, as it will be emptied. */
        UNKNOWN,
        /** It is being emptied; what comes from here on waits. */
        EMPTYING
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();

    /** Guarded by the lock, as are the writes to the maps. */
    private final ArrayDeque<Waiting> order = new ArrayDeque<>();

    /** Those that were taken out to be written, and still wait as far as reads are concerned. Guarded by the lock. */
    private List<Waiting> taken = List.of();

    private final Map<CacheKey, Waiting> byKey = new ConcurrentHashMap<>();
    private final Map<String, Waiting> tags = new ConcurrentHashMap<>();
    private final Map<String, Waiting> namespaces = new ConcurrentHashMap<>();

    /** Guarded by the lock. */
    private long bytes;

    /** Guarded by the lock. */
    private boolean ended;

    /** Written under the lock, as all that follows. */
    private volatile State state = State.KNOWN;

    /** Whether nothing waits and the tier is known. */
    private volatile boolean quiet = true;

    private volatile long wakes;

    /** Grows before writes that were done cease to wait. */
    private volatile long done;

    // ---- reads -----------------------------------------------------------------------------------------------------

    /** Tells whether reads can do without looking here. */
    boolean quiet() {
        return quiet;
    }

    /** Tells whether the tier must not be read. */
    boolean unknown() {
        return state != State.KNOWN;
    }

    /** Returns what changes when writes have been done: a read that saw it change meanwhile is to be done again. */
    long done() {
        return done;
    }

    /** Returns what waits for a key, or null. */
    @Nullable
    CacheWrite waiting(CacheKey key) {
        Waiting waiting = byKey.get(key);
        return waiting == null ? null : waiting.write;
    }

    /** Tells whether a value that the tier has is to be forgotten by something that waits. */
    boolean forgets(CacheKey key, CachedValue value) {
        if (namespaces.containsKey(key.namespace())) {
            return true;
        }
        if (!tags.isEmpty()) {
            for (String tag : value.tags()) {
                if (tags.containsKey(tag)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns how many writes wait. */
    int size() {
        lock.lock();
        try {
            return order.size() + taken.size();
        } finally {
            lock.unlock();
        }
    }

    // ---- writes ----------------------------------------------------------------------------------------------------

    /**
     * Adds a write, unless there would be too many.
     *
     * @return whether it waits, or need not
     */
    boolean add(CacheWrite write, int mostWrites, long mostBytes) {
        lock.lock();
        try {
            if (state == State.UNKNOWN) {
                return true;
            }
            Waiting waiting = new Waiting(write);
            if (order.size() >= mostWrites || (bytes > 0 && bytes + waiting.weight > mostBytes)) {
                return false;
            }
            if (write instanceof CacheWrite.Invalidate invalidate) {
                forget(invalidate.tag());
                supersede(tags.put(invalidate.tag(), waiting));
            } else if (write instanceof CacheWrite.Clear clear) {
                supersede(namespaces.put(clear.namespace(), waiting));
                byKey.entrySet()
                        .removeIf(older ->
                                older.getKey().namespace().equals(clear.namespace()) && supersede(older.getValue()));
            } else {
                supersede(byKey.put(key(write), waiting));
            }
            append(waiting);
            something.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void append(Waiting waiting) {
        order.addLast(waiting);
        bytes += waiting.weight;
        quiet = false;
    }

    /** Removes what values that wait have the tag: the tier may have earlier ones, without it. */
    private void forget(String tag) {
        List<CacheKey> keys = new ArrayList<>();
        byKey.forEach((key, waiting) -> {
            if (waiting.write instanceof CacheWrite.Put put
                    && put.value().tags().contains(tag)) {
                keys.add(key);
            }
        });
        for (CacheKey key : keys) {
            Waiting remove = new Waiting(new CacheWrite.Remove(key));
            supersede(byKey.put(key, remove));
            append(remove);
        }
    }

    private static CacheKey key(CacheWrite write) {
        return write instanceof CacheWrite.Put put ? put.key() : ((CacheWrite.Remove) write).key();
    }

    private static boolean supersede(@Nullable Waiting older) {
        if (older != null) {
            older.superseded = true;
        }
        return true;
    }

    // ---- taking out ------------------------------------------------------------------------------------------------

    /** Takes out the next writes to be done; they wait until {@link #finish}. Empty: there are none. */
    List<CacheWrite> take(int most) {
        lock.lock();
        try {
            List<Waiting> next = new ArrayList<>();
            while (next.size() < most && !order.isEmpty()) {
                Waiting waiting = order.removeFirst();
                if (waiting.superseded) {
                    bytes -= waiting.weight;
                } else {
                    next.add(waiting);
                }
            }
            taken = next;
            settle();
            return next.stream().map(waiting -> waiting.write).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Ends what {@link #take} began: what was taken has been done, or waits again, before all others. */
    void finish(boolean written) {
        lock.lock();
        try {
            if (written) {
                done = done + 1;
                for (Waiting waiting : taken) {
                    bytes -= waiting.weight;
                    if (waiting.write instanceof CacheWrite.Invalidate invalidate) {
                        tags.remove(invalidate.tag(), waiting);
                    } else if (waiting.write instanceof CacheWrite.Clear clear) {
                        namespaces.remove(clear.namespace(), waiting);
                    } else {
                        byKey.remove(key(waiting.write), waiting);
                    }
                }
            } else {
                for (int i = taken.size() - 1; i >= 0; i--) {
                    order.addFirst(taken.get(i));
                }
            }
            taken = List.of();
            settle();
        } finally {
            lock.unlock();
        }
    }

    private void settle() {
        quiet = order.isEmpty() && taken.isEmpty() && state == State.KNOWN;
    }

    /** Drops all that waits: the tier is to be emptied before it is read again. Not while writes are taken out. */
    void giveUp() {
        lock.lock();
        try {
            state = State.UNKNOWN;
            done = done + 1;
            order.clear();
            byKey.clear();
            tags.clear();
            namespaces.clear();
            bytes = 0;
            settle();
            something.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Tells that the tier is about to be emptied; what is added from here on waits. */
    void emptying() {
        state(State.EMPTYING);
    }

    /** Tells that the tier has been emptied. */
    void emptied() {
        state(State.KNOWN);
    }

    private void state(State next) {
        lock.lock();
        try {
            state = next;
            settle();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to do, or {@link #end}. */
    void await() throws InterruptedException {
        lock.lock();
        try {
            while (quiet && !ended) {
                something.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns how often {@link #wake} was called. */
    long wakes() {
        return wakes;
    }

    /** Waits that long even where there is something to do, unless there were more wakes than so many, or {@link #end}. */
    void pause(long seen, long millis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lock();
        try {
            while (wakes == seen && !ended && left > 0) {
                left = something.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends a pause. */
    void wake() {
        lock.lock();
        try {
            wakes = wakes + 1;
            something.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waiting, for good. */
    void end() {
        lock.lock();
        try {
            ended = true;
            something.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
