package dev.backplane.engine.internal;

import dev.backplane.spi.registry.Key;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * For whom the results of one resource, or family of them, were to be kept so far. A read tells only by its result; that it was so is
 * a hint where to look for the next one, and whether others may wait for it. Thread-safe.
 */
final class ScopesSeen {

    private static final int NOT = 1;
    private static final int OWN = 2;
    private static final int SHARED = 4;

    private final String build;
    private final AtomicInteger seen = new AtomicInteger();

    private ScopesSeen(String build) {
        this.build = build;
    }

    static ScopesSeen of(Object service) {
        return new ScopesSeen(ResultCache.build(service.getClass()));
    }

    /** Returns under which name a resource's update is told to the cache. */
    static Key updated(String uri) {
        return new Key("updated", uri);
    }

    void note(long millis, boolean shared) {
        int scope = millis == 0 ? NOT : shared ? SHARED : OWN;
        if ((seen.get() & scope) == 0) {
            seen.accumulateAndGet(scope, (one, other) -> one | other);
        }
    }

    /**
     * Tells whether nothing would be kept.
     *
     * @param known whether the caller is known
     */
    boolean never(boolean known) {
        int now = seen.get();
        return now != 0 && (now & SHARED) == 0 && ((now & OWN) == 0 || !known);
    }

    /** Returns what a result is kept under, if it is. */
    ResultCache.Keys keys(String uri, @Nullable String caller) {
        int now = seen.get();
        String rest = build + ' ' + uri;
        // what a client chooses stands at the end, and the caller has a fixed length
        String shared = now == OWN ? null : "shared " + rest;
        String own = now == SHARED || caller == null ? null : "own " + caller + ' ' + rest;
        return new ResultCache.Keys(shared, own, now == OWN || now == SHARED);
    }
}
