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

    private record Entry(Prompt prompt, PromptInfo info) {}

    private final CallServices services;
    private final Shelf<Entry> shelf;
    private final Lists<Entry> lists;

    Prompts(CallServices services, Registry registry, Subscriptions subscriptions) {
        this.services = services;
        this.lists = new Lists<>(services.frames(), "prompts", Prompts::write, services.settings());
        this.shelf = new Shelf<>(registry, "prompt", () -> {
            lists.changed();
            subscriptions.listChanged(Subscriptions.Listing.PROMPTS);
        });
    }

    void add(Prompt prompt, Owner owner) {
        try {
            PromptInfo info = prompt.info();
            shelf.add(prompt, info.name(), new Entry(prompt, info), owner);
        } catch (RuntimeException e) {
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

    private static void write(JsonWriter out, Entry entry, ProtocolVersion version) {
        PromptInfo info = entry.info();
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
        Entry entry = find(request.requiredString("name"));
        Map<String, String> arguments = new LinkedHashMap<>();
        request.object("arguments").forEach((name, value) -> {
            if (!(value instanceof String text)) {
                throw ProtocolException.invalidParams("params.arguments." + name + " must be a string");
            }
            arguments.put(name, text);
        });
        for (PromptInfo.Argument argument : entry.info().arguments()) {
            if (argument.required() && !arguments.containsKey(argument.name())) {
                throw ProtocolException.invalidParams(
                        "Prompt " + entry.info().name() + " needs the argument " + argument.name());
            }
        }
        Call call = new Call(
                services,
                request,
                "prompts/get",
                context -> outcome(entry.prompt().get(arguments, context), request.version()));
        if (request.version().modern()) {
            call.answered(services.states().answers(request));
        }
        call.runThere(null);
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
    Completion complete(String name, String argument, String prefix, Map<String, String> resolved) {
        Entry entry = find(name);
        if (entry.info().arguments().stream().noneMatch(each -> each.name().equals(argument))) {
            throw ProtocolException.invalidParams("Prompt " + name + " has no argument " + argument);
        }
        return entry.prompt().complete(argument, prefix, resolved);
    }

    private Entry find(String name) {
        Entry entry = shelf.find(name);
        if (entry == null) {
            throw ProtocolException.invalidParams("Unknown prompt: " + name);
        }
        return entry;
    }
}
