package dev.backplane.cache.internal;

import dev.backplane.cache.internal.Meter.Count;
import dev.backplane.cache.internal.Stripes.Stripe;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheWrite;
import dev.backplane.spi.cache.CachedValue;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one cache of the tiers that are there. Thread-safe; operations on one key are linearizable as long as no tier loses
 * values.
 */
final class Composer {

    /*
     * A write goes to the slowest tier first and to the fastest last, under the lock of its key. So nobody who has seen a value
     * can afterwards find an older one in a slower tier. A read takes no lock. What it finds in a slower tier it puts into the
     * faster ones, unless the key was written since it began: that it sees by a count that grows before and after each write.
     * While a tag is invalidated, from the slowest tier to the fastest, nobody keeps what has it, and afterwards nobody keeps
     * what was found or made from before that. Clearing a namespace may take long, so there values are kept meanwhile: it marks
     * the namespace before each tier, and what a read found in a tier before that forgot it is not put into faster ones after
     * they did.
     */

    private final List<Line> lines;
    private final Flights flights = new Flights();
    private final Stamps stamps = new Stamps();
    private final Stripes stripes = new Stripes();
    private final Depended depended = new Depended();
    private final Shares shares;
    private final Meters meters;
    private volatile CacheSettings settings;

    /** @param lines from the fastest to the slowest */
    Composer(List<Line> lines, Meters meters, CacheSettings settings) {
        this.lines = List.copyOf(lines);
        this.meters = meters;
        this.settings = settings;
        this.shares = new Shares(lines, meters, settings);
    }

    void configure(CacheSettings next) {
        settings = next;
        shares.configure(next);
        lines.forEach(line -> line.configure(next));
    }

    Flights flights() {
        return flights;
    }

    Stamps stamps() {
        return stamps;
    }

    // ---- reads -----------------------------------------------------------------------------------------------------

    /** Returns the value with its content plain, or null; negative ones, too. */
    @Nullable
    CachedValue get(CacheKey key, Meter meter) {
        long begun = Latencies.begin();
        CachedValue value = look(key);
        meter.count(value == null ? Count.MISSES : Count.HITS);
        meter.latencies().end(begun);
        return value;
    }

    /** As {@link #get}, counted for the tiers alone. */
    @Nullable
    CachedValue look(CacheKey key) {
        CachedValue value = look(0, key);
        return value == null ? slower(key) : value;
    }

    private @Nullable CachedValue slower(CacheKey key) {
        Stripe stripe = stripes.of(key);
        long writes = stripe.writes();
        long began = stamps.now();
        for (int i = 1; i < lines.size(); i++) {
            CachedValue value = look(i, key);
            if (value != null) {
                promote(i, key, value, stripe, writes, began);
                return value;
            }
        }
        return null;
    }

    private @Nullable CachedValue look(int line, CacheKey key) {
        Line at = lines.get(line);
        if (at.tier() == null) {
            return null;
        }
        Meter meter = meters.line(line);
        long begun = Latencies.begin(line);
        CachedValue value = at.get(key);
        meter.latencies().end(begun);
        value = value == null ? null : plain(at, key, value);
        meter.count(value == null ? Count.MISSES : Count.HITS);
        return value;
    }

    private @Nullable CachedValue plain(Line line, CacheKey key, CachedValue value) {
        if (value.encoding().isEmpty()) {
            return value;
        }
        try {
            return Contents.plain(value);
        } catch (IllegalArgumentException e) {
            line.evict(key);
            return null;
        }
    }

    /** Puts what a tier has into the faster ones, if nothing speaks against it and nobody is just writing. */
    private void promote(int from, CacheKey key, CachedValue value, Stripe stripe, long writes, long began) {
        if (stripe.writes() != writes || !stripe.lock.tryLock()) {
            return;
        }
        String namespace = Tags.madeFrom(key.namespace());
        Stamps.Held held = stamps.tryHold(namespace, value.tags());
        try {
            if (held != null && stripe.writes() == writes && !stamps.marked(namespace, value.tags(), began)) {
                depended.add(value.tags());
                for (int i = from - 1; i >= 0; i--) {
                    if (lines.get(i).tier() != null) {
                        lines.get(i).write(new CacheWrite.Put(key, value));
                    }
                }
            }
        } finally {
            if (held != null) {
                held.close();
            }
            stripe.lock.unlock();
        }
        shares.enforce(key);
    }

    /** Returns the values of those keys that have one, asking each tier at most once. */
    Map<CacheKey, CachedValue> getAll(Collection<CacheKey> keys, Meter meter) {
        Map<CacheKey, CachedValue> found = new HashMap<>();
        Map<CacheKey, Long> missing = new HashMap<>();
        long begun = Latencies.begin();
        long began = stamps.now();
        for (CacheKey key : keys) {
            missing.put(key, stripes.of(key).writes());
        }
        for (int i = 0; i < lines.size() && !missing.isEmpty(); i++) {
            Line line = lines.get(i);
            for (Map.Entry<CacheKey, CachedValue> each :
                    ask(i, missing.keySet()).entrySet()) {
                CacheKey key = each.getKey();
                CachedValue value = plain(line, key, each.getValue());
                Long writes = missing.get(key);
                if (value != null && writes != null) {
                    missing.remove(key);
                    found.put(key, value);
                    meters.line(i).count(Count.HITS);
                    promote(i, key, value, stripes.of(key), writes, began);
                }
            }
            if (line.tier() != null) {
                Meter at = meters.line(i);
                missing.forEach((key, writes) -> at.count(Count.MISSES));
            }
        }
        found.forEach((key, value) -> meter.count(Count.HITS));
        missing.forEach((key, writes) -> meter.count(Count.MISSES));
        meter.latencies().end(begun);
        return found;
    }

    /** Asks one tier for all of it; timed as one get. */
    private Map<CacheKey, CachedValue> ask(int line, Set<CacheKey> keys) {
        if (lines.get(line).tier() == null) {
            return Map.of();
        }
        long begun = Latencies.begin(line);
        Map<CacheKey, CachedValue> found = lines.get(line).getAll(List.copyOf(keys));
        meters.line(line).latencies().end(begun);
        return found;
    }

    // ---- writes ----------------------------------------------------------------------------------------------------

    /**
     * Keeps a value in all tiers, unless it may be outdated.
     *
     * @param value whose tags are all that it depends on
     * @param began a moment before anything that it was made from was looked at
     * @param flight that has loaded it; null: it is put in, and if it is too large, what it replaces goes all the same
     * @param changed whether it may differ from what was kept before
     * @return false, with nothing done, if it is put in, and an invalidation came between: what it was made from is to be looked
     *     at anew
     */
    boolean keep(CacheKey key, CachedValue value, long began, @Nullable Flight flight, boolean changed) {
        Stripe stripe = stripes.of(key);
        boolean kept;
        stripe.lock.lock();
        try {
            if (flight != null && flight.superseded()) {
                return true;
            }
            flights.supersede(key, flight);
            stripe.written();
            String namespace = Tags.madeFrom(key.namespace());
            Stamps.Held held = stamps.hold(namespace, value.tags());
            try {
                depended.add(value.tags());
                boolean current = !stamps.marked(namespace, value.tags(), began);
                if (!current && flight == null) {
                    return false;
                }
                kept = current && value.length() <= settings.valueMaxBytes();
                if (kept) {
                    meters.of(key.namespace()).count(Count.PUTS);
                    write(new CacheWrite.Put(key, value));
                } else if (flight == null) {
                    write(new CacheWrite.Remove(key));
                }
            } finally {
                held.close();
            }
            stripe.written();
            flights.supersede(key, flight);
        } finally {
            stripe.lock.unlock();
        }
        if (changed) {
            forgetMadeFrom(Tags.madeFrom(key));
        }
        if (kept) {
            shares.enforce(key);
        }
        return true;
    }

    /** Forgets a value, and what was made from it. */
    void remove(CacheKey key) {
        Stripe stripe = stripes.of(key);
        stripe.lock.lock();
        try {
            flights.supersede(key, null);
            stripe.written();
            write(new CacheWrite.Remove(key));
            stripe.written();
            flights.supersede(key, null);
        } finally {
            stripe.lock.unlock();
        }
        forgetMadeFrom(Tags.madeFrom(key));
    }

    /** Has nobody join a flight that hangs. */
    void abandon(CacheKey key, Flight flight) {
        Stripe stripe = stripes.of(key);
        stripe.lock.lock();
        try {
            flight.supersede();
            flights.leave(key, flight);
        } finally {
            stripe.lock.unlock();
        }
    }

    private void write(CacheWrite write) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            lines.get(i).write(write);
        }
    }

    private boolean foreign() {
        for (Line line : lines) {
            if (line.foreign()) {
                return true;
            }
        }
        return false;
    }

    private void forgetMadeFrom(String tag) {
        if (depended.maybe(tag) || foreign()) {
            invalidate(tag);
        } else {
            // what is being made from it now is not to be kept
            stamps.mark(tag);
        }
    }

    /** Forgets all values that have a tag, as tiers keep them. */
    void invalidate(String tag) {
        stamps.mark(tag, () -> write(new CacheWrite.Invalidate(tag)));
    }

    /** Forgets all values of a namespace, and what was made from them; maybe also what is put meanwhile, as that need not wait. */
    void clear(String namespace) {
        String tag = Tags.madeFrom(namespace);
        boolean made = depended.maybe(tag) || foreign();
        for (int i = lines.size() - 1; i >= 0; i--) {
            stamps.mark(tag);
            lines.get(i).write(new CacheWrite.Clear(namespace));
            if (made) {
                lines.get(i).write(new CacheWrite.Invalidate(tag));
            }
        }
        stamps.mark(tag);
    }

    // ---- what other nodes did --------------------------------------------------------------------------------------

    /** Forgets in the tiers that are faster than one what other nodes have written to that one. */
    void writtenElsewhere(int line, CacheKey key) {
        Stripe stripe = stripes.of(key);
        stripe.lock.lock();
        try {
            flights.supersede(key, null);
            stripe.written();
            faster(line, new CacheWrite.Remove(key));
        } finally {
            stripe.lock.unlock();
        }
        forgetMadeFrom(Tags.madeFrom(key));
    }

    void invalidatedElsewhere(int line, String tag) {
        stamps.mark(tag);
        faster(line, new CacheWrite.Invalidate(tag));
    }

    void clearedElsewhere(int line, String namespace) {
        stamps.mark(Tags.madeFrom(namespace));
        faster(line, new CacheWrite.Clear(namespace));
        faster(line, new CacheWrite.Invalidate(Tags.madeFrom(namespace)));
    }

    private void faster(int line, CacheWrite write) {
        for (int i = line - 1; i >= 0; i--) {
            lines.get(i).write(write);
        }
    }

    /** Forgets all that the tiers have that are faster than one. */
    void missedElsewhere(int line) {
        for (int i = line - 1; i >= 0; i--) {
            lines.get(i).forgetAll();
        }
    }
}
