package dev.backplane.engine.internal;

import dev.backplane.api.Completion;
import dev.backplane.api.Prompt;
import dev.backplane.api.PromptInfo;
import dev.backplane.api.PromptResult;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code prompts/list} and {@code prompts/get}. Thread-safe. */
final class Prompts {

    private static final Logger LOG = LoggerFactory.getLogger(Prompts.class);

    /**
     * A prompt as it was when its service appeared.
     *
     * @param completed for whom its completions were kept so far
     */
    record Entry(Prompt prompt, PromptInfo info, ScopesSeen completed) {}

    private final CallServices services;
    private final Shelf<Entry> shelf;
    private final Lists<Stand<Entry>> lists;

    Prompts(CallServices services, Registry registry, Departures departures, Subscriptions subscriptions) {
        this.services = services;
        this.lists = new Lists<>(services.frames(), "prompts", Prompts::write, services.settings(), services.cache());
        Subscriptions.Listing listing = Subscriptions.Listing.PROMPTS;
        this.shelf = new Shelf<>(
                registry, "prompt", listing, departures, subscriptions.listener(listing, lists, services.cache()));
    }

    void add(Prompt prompt, Owner owner) {
        try {
            PromptInfo info = prompt.info();
            shelf.add(prompt, info.name(), new Entry(prompt, info, ScopesSeen.of(prompt)), owner);
        } catch (Throwable e) {
            LOG.error("The prompt {} of {} is left out", prompt.getClass().getName(), owner, e);
        }
    }

    void remove(Prompt prompt) {
        shelf.remove(prompt);
    }

    void clear() {
        shelf.clear();
    }

    Outcome list(RpcRequest request) {
        return lists.page(request, shelf.serving());
    }

    private static void write(JsonWriter out, Stand<Entry> stand, ProtocolVersion version) {
        PromptInfo info = stand.value().info();
        out.beginObject().name("name").value(info.name());
        Wire.title(out, info.title(), version);
        Wire.text(out, "description", info.description());
        Wire.icons(out, info.icons(), version);
        if (!info.arguments().isEmpty()) {
            out.name("arguments").beginArray();
            for (PromptInfo.Argument argument : info.arguments()) {
                out.beginObject().name("name").value(argument.name());
                Wire.title(out, argument.title(), version);
                Wire.text(out, "description", argument.description());
                out.name("required").value(argument.required()).endObject();
            }
            out.endArray();
        }
        out.endObject();
    }

    /** Answers {@code prompts/get} later. */
    void get(RpcRequest request) {
        Stand<Entry> stand;
        do {
            stand = find(request.requiredString("name"));
        } while (!(stand.away() ? HeldRequest.hold(stand, request, () -> get(request)) : get(request, stand)));
    }

    private boolean get(RpcRequest request, Stand<Entry> stand) {
        PromptInfo info = stand.value().info();
        Map<String, String> arguments = new LinkedHashMap<>();
        request.object("arguments").forEach((name, value) -> {
            if (!(value instanceof String text)) {
                throw ProtocolException.invalidParams("params.arguments." + name + " must be a string");
            }
            arguments.put(name, text);
        });
        for (PromptInfo.Argument argument : info.arguments()) {
            if (argument.required() && !arguments.containsKey(argument.name())) {
                throw ProtocolException.invalidParams(
                        "Prompt " + info.name() + " needs the argument " + argument.name());
            }
        }
        request.reply().serves(info.name());
        Call<Entry> call = new Call<>(
                services,
                request,
                "prompts/get",
                stand,
                (entry, context) -> outcome(entry.prompt().get(arguments, context), request.version()));
        if (request.version().modern()) {
            call.answered(services.states().answers(request));
        }
        return call.runThere(false);
    }

    private static Outcome outcome(PromptResult result, ProtocolVersion version) {
        return Outcome.of(out -> {
            Wire.text(out, "description", result.description());
            out.name("messages").beginArray();
            result.messages().forEach(message -> Wire.message(out, message, version));
            out.endArray();
        });
    }

    /** Completes an argument of a prompt. */
    static Completion complete(Entry entry, String argument, String prefix, Map<String, String> resolved) {
        String name = entry.info().name();
        if (entry.info().arguments().stream().noneMatch(each -> each.name().equals(argument))) {
            throw ProtocolException.invalidParams("Prompt " + name + " has no argument " + argument);
        }
        return entry.prompt().complete(argument, prefix, resolved);
    }

    /** @throws ProtocolException if there is none */
    Stand<Entry> find(String name) {
        Stand<Entry> stand = shelf.find(name);
        if (stand == null) {
            throw ProtocolException.invalidParams("Unknown prompt: " + name);
        }
        return stand;
    }
}
