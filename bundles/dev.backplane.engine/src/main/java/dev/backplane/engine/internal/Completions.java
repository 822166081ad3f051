package dev.backplane.engine.internal;

import dev.backplane.api.Completion;
import dev.backplane.api.Json;
import dev.backplane.api.ResultCaching;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code completion/complete}. Thread-safe. */
final class Completions {

    private final CallServices services;
    private final Prompts prompts;
    private final Resources resources;

    Completions(CallServices services, Prompts prompts, Resources resources) {
        this.services = services;
        this.prompts = prompts;
        this.resources = resources;
    }

    /** Answers later: completing may mean looking things up. */
    void complete(RpcRequest request) {
        Map<String, Object> ref = request.object("ref");
        Map<String, Object> argument = request.object("argument");
        String name = Json.string(argument.get("name"), "params.argument.name");
        String prefix = Json.string(argument.get("value"), "params.argument.value");
        Map<String, String> resolved = new LinkedHashMap<>();
        Object known = request.object("context").get("arguments");
        if (known != null) {
            Json.object(known, "params.context.arguments")
                    .forEach((key, value) -> resolved.put(key, String.valueOf(value)));
        }
        String type = Json.string(ref.get("type"), "params.ref.type");
        boolean prompt = type.equals("ref/prompt");
        if (!prompt && !type.equals("ref/resource")) {
            throw ProtocolException.invalidParams(
                    "params.ref.type is '" + type + "', must be ref/prompt or ref/resource");
        }
        String target = prompt
                ? Json.string(ref.get("name"), "params.ref.name")
                : Json.string(ref.get("uri"), "params.ref.uri");
        boolean begun;
        do {
            begun = prompt
                    ? begin(
                            request,
                            prompts.find(target),
                            Prompts.Entry::completed,
                            List.of(name, prefix, resolved),
                            found -> Prompts.complete(found, name, prefix, resolved))
                    : begin(
                            request,
                            resources.completed(target),
                            Resources.Source::completed,
                            List.of(target, name, prefix, resolved),
                            found -> found.complete(name, prefix, resolved));
        } while (!begun);
    }

    /**
     * Returns false, with nothing done, if what completes has gone meanwhile.
     *
     * @param seen tells for whom its completions were kept so far
     * @param question all that the answer depends on, JSON values
     */
    private <T> boolean begin(
            RpcRequest request,
            Stand<T> stand,
            Function<T, ScopesSeen> seen,
            List<?> question,
            Function<T, Completion> completion) {
        if (stand.away()) {
            return HeldRequest.hold(stand, request, () -> complete(request));
        }
        Call<T> call = new Call<>(
                services,
                request,
                "completion/complete",
                stand,
                (found, context) -> outcome(completion.apply(found), seen.apply(found)));
        call.sharedBy(way(request, stand, seen.apply(stand.value()), question));
        return call.runThere(false);
    }

    /** Returns the way of a question to what is kept; null: it has none. */
    private @Nullable SharedRun way(RpcRequest request, Stand<?> stand, ScopesSeen seen, List<?> question) {
        String caller = ResultCache.caller(request);
        if (seen.never(caller != null)) {
            return null;
        }
        String tag = CacheUse.tag(stand.entry().key());
        return services.results()
                .run(
                        CacheUse.Namespace.COMPLETIONS,
                        () -> seen.keys(CanonicalJson.digest(List.of(tag, question)), caller),
                        Set.of(tag));
    }

    private static Outcome outcome(Completion completion, ScopesSeen seen) {
        ResultCaching caching = completion.caching();
        long millis = caching == null ? 0 : caching.timeToLive().toMillis();
        boolean shared = caching != null && caching.shared();
        seen.note(millis, shared);
        Outcome outcome = Outcome.of(out -> {
            out.name("completion").beginObject().name("values").any(completion.values());
            if (completion.total() != null) {
                out.name("total").value((long) completion.total());
            }
            out.name("hasMore").value(completion.hasMore()).endObject();
        });
        return outcome.lasting(new Outcome.Lasting(millis, shared, false, caching == null ? Set.of() : caching.tags()));
    }
}
