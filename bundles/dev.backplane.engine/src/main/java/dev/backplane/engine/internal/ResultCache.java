package dev.backplane.engine.internal;

import dev.backplane.api.cache.CachePolicy;
import dev.backplane.api.cache.CacheView;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/**
 * Results of tools and resources that may be kept, in the platform's cache. Thread-safe.
 *
 * <p>Looking there may wait for a tier that is far away, so it is done on workers alone. Of equal calls at the same time one runs and
 * the others wait without a thread ({@link Flight}).
 */
final class ResultCache {

    private final CacheUse cache;
    private final Frames frames;
    private final Clock clock;
    private final Map<String, Flight> flights = new ConcurrentHashMap<>();

    ResultCache(CacheUse cache, Frames frames, Clock clock) {
        this.cache = cache;
        this.frames = frames;
        this.clock = clock;
    }

    /**
     * What a result is kept under.
     *
     * @param shared for all callers; null: not for all
     * @param own for this caller; null: not for it
     * @param waits whether equal calls wait for one of them; otherwise each runs
     */
    record Keys(@Nullable String shared, @Nullable String own, boolean waits) {

        /** Returns what a call that makes the result is known by while it runs. */
        String flight() {
            return shared != null ? shared : String.valueOf(own);
        }
    }

    /**
     * Returns the way of one call to what is kept; null: there is no cache, so it has none.
     *
     * @param tags by which its result is forgotten
     */
    @Nullable
    SharedRun run(CacheUse.Namespace namespace, Supplier<Keys> keys, Set<String> tags) {
        CacheView<byte[]> view = cache.view(namespace);
        return view == null ? null : new SharedRun(this, view.as(KeptResult.CONVERTER), namespace, keys, tags);
    }

    /**
     * Returns whose a private result is: a text that stands for the caller and tells nobody who that is; null: it cannot be told, so
     * there is nothing private for it.
     */
    static @Nullable String caller(RpcRequest request) {
        String principal = request.exchange().principal();
        if (principal != null) {
            return CanonicalJson.digest(List.of("principal", principal));
        }
        LiveSession session = request.session();
        return session == null ? null : CanonicalJson.digest(List.of("session", session.id()));
    }

    /** Returns the version of the bundle that a plugin's class is of, as nodes may run different ones; empty: of none. */
    static String build(Class<?> type) {
        Bundle bundle = FrameworkUtil.getBundle(type);
        return bundle == null ? "" : bundle.getVersion().toString();
    }

    /** Tells whether a request repeats an earlier one with answers, on which its result depends. */
    static boolean answers(RpcRequest request) {
        return request.params().get("inputResponses") != null
                || request.params().get("requestState") != null;
    }

    Frames frames() {
        return frames;
    }

    Map<String, Flight> flights() {
        return flights;
    }

    /** Returns the milliseconds until a moment, at least 0. */
    long until(long moment) {
        return Math.max(0, moment - clock.millis());
    }

    /** Returns how a result is kept. */
    static CachePolicy policy(Outcome.Lasting lasting, Set<String> tags) {
        long millis = Math.min(lasting.millis(), CachePolicy.MAX.toMillis());
        return CachePolicy.live(Duration.ofMillis(millis)).tagged(tags.toArray(String[]::new));
    }
}
