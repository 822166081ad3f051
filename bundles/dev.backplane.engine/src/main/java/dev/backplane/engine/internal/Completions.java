package dev.backplane.engine.internal;

import dev.backplane.api.Completion;
import dev.backplane.api.Json;
import java.util.LinkedHashMap;
import java.util.Map;

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
        new Call(
                        services,
                        request,
                        "completion/complete",
                        context -> outcome(
                                prompt
                                        ? prompts.complete(target, name, prefix, resolved)
                                        : resources.complete(target, name, prefix, resolved)))
                .runThere(null);
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
