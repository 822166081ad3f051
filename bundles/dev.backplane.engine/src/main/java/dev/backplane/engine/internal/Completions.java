package dev.backplane.engine.internal;

import dev.backplane.api.Completion;
import dev.backplane.api.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

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
                    ? begin(request, prompts.find(target), found -> Prompts.complete(found, name, prefix, resolved))
                    : begin(request, resources.completed(target), found -> found.complete(name, prefix, resolved));
        } while (!begun);
    }

    /** Returns false, with nothing done, if what completes has gone meanwhile. */
    private <T> boolean begin(RpcRequest request, Place<T> place, Function<T, Completion> completion) {
        if (place.away()) {
            return HeldRequest.hold(place, request, () -> complete(request));
        }
        return new Call<>(
                        services,
                        request,
                        "completion/complete",
                        place,
                        (found, context) -> outcome(completion.apply(found)))
                .runThere(false);
    }

    private static Outcome outcome(Completion completion) {
        return Outcome.of(out -> {
            out.name("completion").beginObject().name("values").any(completion.values());
            if (completion.total() != null) {
                out.name("total").value((long) completion.total());
            }
            out.name("hasMore").value(completion.hasMore()).endObject();
        });
    }
}
