package dev.backplane.engine.internal;

import dev.backplane.api.ResultCaching;
import dev.backplane.api.TaskSupport;
import dev.backplane.api.ToolInfo;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is kept of tools that allow it. */
final class KeptTool {

    private KeptTool() {}

    /** @throws IllegalArgumentException if results of the tool are to be kept that may not be; names tool and member */
    static void check(ToolInfo<?> info) {
        if (info.caching() == null) {
            return;
        }
        require(info, "annotations.readOnly", info.annotations().readOnly(), true);
        require(info, "annotations.idempotent", info.annotations().idempotent(), true);
        require(info, "tasks", info.tasks(), TaskSupport.FORBIDDEN);
    }

    private static void require(ToolInfo<?> info, String member, @Nullable Object value, Object needed) {
        if (!needed.equals(value)) {
            throw new IllegalArgumentException("tool '" + info.name() + "' has results kept (caching), so its " + member
                    + " must be " + needed + ", and is " + value);
        }
    }

    /**
     * Returns the way of a call to what is kept; null: it has none.
     *
     * @param build of the tool
     */
    static @Nullable SharedRun way(
            ResultCache results,
            RpcRequest request,
            Stand<?> stand,
            ToolInfo<?> info,
            String build,
            Map<String, Object> arguments) {
        ResultCaching caching = info.caching();
        if (caching == null || ResultCache.answers(request)) {
            return null;
        }
        String caller = caching.shared() ? null : ResultCache.caller(request);
        if (!caching.shared() && caller == null) {
            return null;
        }
        String revision = request.version().id();
        return results.run(
                CacheUse.Namespace.RESULTS,
                () -> {
                    // what may be missing is null in its place, so that no two of these lists are the same
                    String rest = CanonicalJson.digest(Arrays.asList(build, caller, arguments));
                    String key = info.name() + ' ' + revision + ' ' + rest;
                    return caching.shared()
                            ? new ResultCache.Keys(key, null, true)
                            : new ResultCache.Keys(null, key, true);
                },
                Set.of(CacheUse.tag(stand.entry().key())));
    }

    /** Returns how long a result of the tool lasts. */
    static Outcome.Lasting lasting(ResultCaching caching) {
        return new Outcome.Lasting(caching.timeToLive().toMillis(), caching.shared(), false, caching.tags());
    }
}
