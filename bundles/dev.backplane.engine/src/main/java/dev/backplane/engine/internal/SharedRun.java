package dev.backplane.engine.internal;

import dev.backplane.api.cache.CacheView;
import dev.backplane.api.cache.Cached;
import dev.backplane.api.cache.Loaded;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one call to results that are kept: it finds one, waits once for an equal call that makes one, makes one for others, or
 * runs for itself. What goes wrong with the cache leaves the last of these. The workers that run the call use it one at a time; what
 * the handler and the call's end tell it comes from any thread.
 */
/*
 * The result is made within the cache's own load, which keeps nothing that was invalidated meanwhile. Nothing else loads under the
 * same key on this node, so that no worker waits there: a flight stays known until its handler has returned.
 */
final class SharedRun {

    private static final Logger LOG = LoggerFactory.getLogger(SharedRun.class);

    private final ResultCache results;
    private final CacheView<KeptResult> view;
    private final CacheUse.Namespace namespace;
    private final Supplier<ResultCache.Keys> source;
    private final Set<String> tags;

    /** What one run of the handler gave. */
    private final class Made {
        private @Nullable Outcome outcome;
        private @Nullable Exception failure;
        private boolean ran;
        private @Nullable KeptResult kept;

        /** What somebody else has kept since the call looked. */
        private @Nullable Outcome found;

        /** Notes what a load gave, where the handler was not needed for that. */
        void found(@Nullable Cached<KeptResult> loaded, String key) {
            if (loaded != null && !ran) {
                found = SharedRun.this.outcome(loaded, key);
            }
        }
    }

    private volatile ResultCache.@Nullable Keys keys;
    private boolean waited;

    /** That the call leads. */
    private volatile @Nullable Flight own;

    /** That it waits for. */
    private volatile @Nullable Flight other;

    /** Whether the handler has used what belongs to this call alone, so that its result is for nobody else. */
    private volatile boolean used;

    private volatile boolean callerSeen;

    SharedRun(
            ResultCache results,
            CacheView<KeptResult> view,
            CacheUse.Namespace namespace,
            Supplier<ResultCache.Keys> source,
            Set<String> tags) {
        this.results = results;
        this.view = view;
        this.namespace = namespace;
        this.source = source;
        this.tags = tags;
    }

    private ResultCache.Keys keys() {
        ResultCache.Keys made = keys;
        if (made == null) {
            made = source.get();
            keys = made;
        }
        return made;
    }

    // ---- before the handler runs
    // -------------------------------------------------------------------------------------

    /** Returns what is kept; null: nothing. */
    @Nullable
    Outcome find() {
        if (used) {
            return null;
        }
        try {
            Outcome found = find(keys().shared());
            return found == null ? find(keys().own()) : found;
        } catch (RuntimeException e) {
            LOG.debug("The cache cannot be asked for a result", e);
            used = true;
            return null;
        }
    }

    private @Nullable Outcome find(@Nullable String key) {
        Cached<KeptResult> found = key == null ? null : view.get(key);
        return found == null || key == null ? null : outcome(found, key);
    }

    private Outcome outcome(Cached<KeptResult> found, String key) {
        boolean told = namespace == CacheUse.Namespace.RESOURCES;
        boolean shared = key.equals(keys().shared());
        return found.value()
                .outcome()
                .lasting(new Outcome.Lasting(results.until(found.expires()), shared, told, Set.of()));
    }

    /**
     * The call is to run. Returns true if it waits instead: it will go on by itself, maybe before this returns, and its thread must
     * leave it alone.
     */
    boolean waits(Call<?> call) {
        if (used || own != null) {
            return false;
        }
        String key = keys().flight();
        Flight mine = new Flight(call);
        while (true) {
            Flight running = results.flights().putIfAbsent(key, mine);
            if (running == null) {
                own = mine;
                return false;
            }
            if (waited || !keys().waits()) {
                return false;
            }
            // before it is in, as it may go on at once
            other = running;
            waited = true;
            if (running.join(call)) {
                return true;
            }
            waited = false;
            if (results.flights().get(key) == running) {
                // it has come to nothing, and its handler goes on
                return false;
            }
        }
    }

    // ---- the run
    // -----------------------------------------------------------------------------------------------------

    /**
     * Runs the handler, and keeps its result where it may be kept.
     *
     * @param serves tells whether the handler still serves; what one makes that was taken away is not kept
     */
    Outcome run(Callable<Outcome> handler, BooleanSupplier serves) throws Exception {
        if (own == null) {
            return handler.call();
        }
        Made made = new Made();
        try {
            load(made, handler, serves);
        } catch (RuntimeException e) {
            LOG.debug("The cache does not keep what {} has made", keys().flight(), e);
        }
        if (made.found != null) {
            return made.found;
        }
        if (!made.ran) {
            return handler.call();
        }
        if (made.failure != null) {
            throw made.failure;
        }
        if (made.outcome == null) {
            throw new IllegalStateException("a handler without an outcome");
        }
        Outcome.Lasting lasting = made.outcome.lasting();
        return made.kept == null || lasting == null
                ? made.outcome
                : made.kept.outcome().lasting(lasting);
    }

    /** Loads by the keys that the result may have: which one it has is seen only then. */
    private void load(Made made, Callable<Outcome> handler, BooleanSupplier serves) {
        String shared = keys().shared();
        String mine = keys().own();
        if (shared == null) {
            String key = keys().flight();
            made.found(view.getOrLoad(key, at -> make(made, handler, serves, false)), key);
        } else if (mine == null) {
            made.found(view.getOrLoad(shared, at -> make(made, handler, serves, true)), shared);
        } else {
            made.found(
                    view.getOrLoad(shared, at -> {
                        made.found(view.getOrLoad(mine, within -> make(made, handler, serves, false)), mine);
                        return made.found == null ? make(made, handler, serves, true) : null;
                    }),
                    shared);
        }
    }

    /** Runs the handler, unless it has been, and returns its result if it is to be kept for all callers, or for one. */
    private @Nullable Loaded<KeptResult> make(
            Made made, Callable<Outcome> handler, BooleanSupplier serves, boolean shared) {
        if (!made.ran) {
            made.ran = true;
            try {
                made.outcome = handler.call();
                made.kept = kept(made.outcome);
            } catch (Exception e) {
                made.failure = e;
            }
        }
        Outcome outcome = made.outcome;
        Outcome.Lasting lasting = outcome == null ? null : outcome.lasting();
        if (made.kept == null || lasting == null || lasting.shared() != shared || !serves.getAsBoolean()) {
            return null;
        }
        Set<String> all = new LinkedHashSet<>(tags);
        all.addAll(lasting.tags());
        return Loaded.of(made.kept, ResultCache.policy(lasting, all));
    }

    private @Nullable KeptResult kept(Outcome outcome) {
        Outcome.Lasting lasting = outcome.lasting();
        if (lasting == null || lasting.millis() == 0 || used || lasting.shared() && callerSeen) {
            return null;
        }
        try {
            return KeptResult.of(outcome, results.frames());
        } catch (RuntimeException e) {
            // its answer will fail in the same way, and say so
            return null;
        }
    }

    // ---- what happens meanwhile
    // --------------------------------------------------------------------------------------

    /** The handler has used what belongs to this call alone. */
    void used() {
        if (!used) {
            used = true;
            Flight flight = own;
            if (flight != null) {
                flight.dissolve();
            }
        }
    }

    /** The handler has looked at who calls. */
    void callerSeen() {
        callerSeen = true;
        if (keys().own() == null) {
            used();
        }
    }

    /** The call's own caller goes. Returns whether it has to go on for others. */
    boolean orphan() {
        Flight flight = own;
        return flight != null && flight.orphan();
    }

    /** The call has ended; its handler may go on. */
    void ended(Call<?> call) {
        Flight waitsFor = other;
        if (waitsFor != null) {
            waitsFor.leave(call);
        }
        Flight flight = own;
        if (flight != null) {
            flight.end();
        }
    }

    /** The handler has returned, or does not run after all. */
    void returned() {
        Flight flight = own;
        if (flight != null) {
            results.flights().remove(keys().flight(), flight);
            own = null;
            flight.end();
        }
    }
}
