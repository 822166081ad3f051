package dev.backplane.cache.internal;

import dev.backplane.spi.cache.CacheEntry;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheWatcher;
import dev.backplane.spi.cache.CacheWrite;
import dev.backplane.spi.cache.CachedValue;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one tier, there or not. What cannot be written now waits in its {@link Outbox}, where reads see it; so a tier that
 * failed or was away never gives out what was replaced, removed or invalidated meanwhile. Thread-safe; nothing thrown by the tier
 * gets out of here, nor any value that is over, wherever it was found.
 */
final class Line implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Line.class);

    /** How many writes are remembered for a tier that is not there; what is put is remembered as removed. */
    private static final int AWAY_MAX = 10_000;

    private final String name;
    private final Clock clock;
    private final Outbox outbox = new Outbox();
    private final LongAdder failures = new LongAdder();

    private final Delivery delivery;

    private volatile CacheSettings settings;
    private volatile @Nullable CacheTier tier;
    private volatile boolean foreign;
    private volatile long capacity = Long.MAX_VALUE;
    private volatile CacheTier.Watch watch = () -> {};

    Line(String name, CacheSettings settings, Clock clock) {
        this.name = name;
        this.clock = clock;
        this.settings = settings;
        delivery = new Delivery(this, outbox);
    }

    String name() {
        return name;
    }

    void configure(CacheSettings next) {
        settings = next;
    }

    // ---- the tier comes and goes ----------------------------------------------------------------------------------

    /** Uses a tier from here on, and what is told of what others do to it. */
    void attach(CacheTier next, CacheWatcher watcher) {
        foreign = attempt(false, () -> next.shared() || next.size() > 0);
        tier = next;
        refresh();
        watch = attempt(() -> {}, () -> next.watch(watcher));
        if (!outbox.quiet()) {
            delivery.begin();
        }
        outbox.wake();
    }

    /** Lets a tier go, after what waits for it has been written, if that does not take too long. */
    void detach(CacheTier gone) {
        if (tier == gone) {
            delivery.flush();
            tier = null;
            CacheTier.Watch last = watch;
            watch = () -> {};
            attempt(true, () -> {
                last.close();
                return true;
            });
        }
    }

    /** Returns the tier, or null where it is not there. */
    @Nullable
    CacheTier tier() {
        return tier;
    }

    /** Returns how many bytes the tier has room for; {@link Long#MAX_VALUE} where nobody knows. */
    long capacity() {
        return capacity;
    }

    /** Looks anew at what seldom changes. */
    void refresh() {
        capacity = ask(Long.MAX_VALUE, CacheTier::capacity);
    }

    /** Tells whether the tier may have values that were not put in by this cache. */
    boolean foreign() {
        return foreign && tier != null;
    }

    // ---- reads -----------------------------------------------------------------------------------------------------

    /** Returns the value, or null where the tier does not have it, or cannot be asked. Its content may be encoded. */
    @Nullable
    CachedValue get(CacheKey key) {
        CacheTier now = tier;
        if (now == null) {
            return null;
        }
        try {
            return live(outbox.quiet() ? now.get(key) : masked(key, now::get));
        } catch (RuntimeException e) {
            failed("get", e);
            return null;
        }
    }

    /**
     * Returns the value without counting as a use, or null.
     *
     * @throws RuntimeException if the tier cannot be asked
     */
    @Nullable
    CachedValue peek(CacheKey key) {
        CacheTier now = tier;
        return now == null
                ? null
                : live(masked(key, k -> now.peekAll(List.of(k)).get(k)));
    }

    /** Returns the value, or null where it is over: what waits gets older, too, and every value that is read comes by here. */
    private @Nullable CachedValue live(@Nullable CachedValue value) {
        return value == null || value.expired(clock.millis()) ? null : value;
    }

    /** Returns a value that waits, unless it has waited for longer than it may be idle. */
    private @Nullable CachedValue waiting(CachedValue value) {
        boolean idle = value.idleMillis() > 0 && clock.millis() - value.created() >= value.idleMillis();
        return idle ? null : value;
    }

    /** What a tier says of a key. */
    private interface Look {
        @Nullable
        CachedValue at(CacheKey key);
    }

    private @Nullable CachedValue masked(CacheKey key, Look look) {
        while (true) {
            long before = outbox.done();
            CacheWrite waiting = outbox.waiting(key);
            if (waiting != null) {
                return waiting instanceof CacheWrite.Put put ? waiting(put.value()) : null;
            }
            if (outbox.unknown()) {
                return null;
            }
            CachedValue value = look.at(key);
            if (value != null && outbox.forgets(key, value)) {
                return null;
            }
            if (outbox.done() == before) {
                return value;
            }
        }
    }

    /** Returns those values that the tier has. */
    Map<CacheKey, CachedValue> getAll(Collection<CacheKey> keys) {
        CacheTier now = tier;
        if (now == null || keys.isEmpty()) {
            return Map.of();
        }
        if (!outbox.quiet()) {
            Map<CacheKey, CachedValue> found = new HashMap<>();
            for (CacheKey key : keys) {
                CachedValue value = get(key);
                if (value != null) {
                    found.put(key, value);
                }
            }
            return found;
        }
        try {
            Map<CacheKey, CachedValue> found = new HashMap<>(now.getAll(keys));
            found.values().removeIf(value -> live(value) == null);
            return found;
        } catch (RuntimeException e) {
            failed("getAll", e);
            return Map.of();
        }
    }

    /** Has the tier forget a value, as if for want of space; not where writes wait. Returns whether it did. */
    boolean evict(CacheKey key) {
        CacheTier now = tier;
        return now != null && outbox.quiet() && attempt(false, () -> now.remove(key));
    }

    /** Returns some values that would best go, of a namespace. */
    List<CacheEntry> some(String namespace, int most) {
        CacheTier now = tier;
        return now == null ? List.of() : attempt(List.of(), () -> now.some(namespace, most));
    }

    // ---- writes ----------------------------------------------------------------------------------------------------

    /** Writes, now or later; who reads from here on sees it. */
    void write(CacheWrite write) {
        CacheTier now = tier;
        if (now == null) {
            CacheWrite less = write instanceof CacheWrite.Put put ? new CacheWrite.Remove(put.key()) : write;
            if (!outbox.add(less, AWAY_MAX, Long.MAX_VALUE)) {
                delivery.giveUp("more has been written than is remembered for a tier that is not there");
            }
            return;
        }
        if (!settings.behindTiers().contains(name) && outbox.quiet()) {
            try {
                write(now, write);
                return;
            } catch (RuntimeException e) {
                failed("write", e);
            }
        }
        CacheSettings bounds = settings;
        while (!outbox.add(compact(write), bounds.waitingWritesMax(), bounds.waitingBytesMax())) {
            if (!delivery.deliver()) {
                delivery.giveUp("more than " + bounds.waitingWritesMax() + " writes or " + bounds.waitingBytesMax()
                        + " bytes wait (waitingWritesMax, waitingBytesMax), and the tier cannot be written");
            }
        }
        delivery.begin();
    }

    private void write(CacheTier now, CacheWrite write) {
        if (write instanceof CacheWrite.Put put) {
            now.put(put.key(), encoded(put.value()));
        } else if (write instanceof CacheWrite.Remove remove) {
            now.remove(remove.key());
        } else if (write instanceof CacheWrite.Invalidate invalidate) {
            now.invalidate(invalidate.tag());
        } else if (write instanceof CacheWrite.Clear clear) {
            now.clear(clear.namespace());
        }
    }

    private CacheWrite compact(CacheWrite write) {
        return write instanceof CacheWrite.Put put ? new CacheWrite.Put(put.key(), encoded(put.value())) : write;
    }

    private CachedValue encoded(CachedValue value) {
        CacheSettings now = settings;
        return now.compressedTiers().contains(name) ? Contents.compressed(value, now) : value;
    }

    /** Has the tier emptied before it is read again. */
    void forgetAll() {
        delivery.giveUp("other nodes may have changed anything");
    }

    /** Writes what waits, as long as that goes on and does not take too long. */
    void flush() {
        delivery.flush();
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        CacheTier last = tier;
        if (last != null) {
            detach(last);
        }
        delivery.end();
    }

    // ---- figures ---------------------------------------------------------------------------------------------------

    long failures() {
        return failures.sum();
    }

    int waiting() {
        return outbox.size();
    }

    CacheSettings settings() {
        return settings;
    }

    /** Asks the tier something that is no use of it; gives the other answer where it cannot be asked. */
    <R> R ask(R otherwise, Function<CacheTier, R> question) {
        CacheTier now = tier;
        return now == null ? otherwise : attempt(otherwise, () -> question.apply(now));
    }

    private <R> R attempt(R otherwise, Supplier<R> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            failed("call", e);
            return otherwise;
        }
    }

    /** Counts a call to the tier that it could not do. */
    void failed(String what, RuntimeException e) {
        failures.increment();
        LOG.debug("Tier {}: {} failed", name, what, e);
    }
}
