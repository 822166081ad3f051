package dev.backplane.engine.internal;

import dev.backplane.api.Completion;
import dev.backplane.api.Resource;
import dev.backplane.api.ResourceInfo;
import dev.backplane.api.ResourceNotFoundException;
import dev.backplane.api.ResourceResult;
import dev.backplane.api.ResourceTemplate;
import dev.backplane.api.TemplateInfo;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code resources/list}, {@code …/templates/list}, {@code …/read}, {@code …/subscribe}. Thread-safe. */
final class Resources {

    private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

    private record Fixed(Resource resource, ResourceInfo info) {}

    private record Family(ResourceTemplate template, TemplateInfo info, UriTemplate pattern) {}

    private final CallServices services;
    private final Subscriptions subscriptions;
    private final Shelf<Fixed> fixed;
    private final Shelf<Family> families;
    private final Lists<ResourceInfo> lists;
    private final Lists<Family> familyLists;

    Resources(CallServices services, Registry registry, Subscriptions subscriptions) {
        this.services = services;
        this.subscriptions = subscriptions;
        this.lists = new Lists<>(services.frames(), "resources", Resources::write, services.settings());
        this.familyLists = new Lists<>(services.frames(), "resourceTemplates", Resources::write, services.settings());
        this.fixed = new Shelf<>(registry, "resource", this::changed);
        this.families = new Shelf<>(registry, "template", this::changed);
    }

    private void changed() {
        familyLists.changed();
        subscriptions.listChanged(Subscriptions.Listing.RESOURCES);
    }

    void add(Resource resource, Owner owner) {
        try {
            ResourceInfo info = resource.info();
            fixed.add(resource, info.uri(), new Fixed(resource, info), owner);
        } catch (RuntimeException e) {
            LOG.error("The resource {} of {} is left out", resource.getClass().getName(), owner, e);
        }
    }

    void remove(Resource resource) {
        fixed.remove(resource);
    }

    void add(ResourceTemplate template, Owner owner) {
        try {
            TemplateInfo info = template.info();
            Family family = new Family(template, info, new UriTemplate(info.uriTemplate()));
            families.add(template, info.uriTemplate(), family, owner);
        } catch (RuntimeException e) {
            LOG.error(
                    "The resource template {} of {} is left out",
                    template.getClass().getName(),
                    owner,
                    e);
        }
    }

    void remove(ResourceTemplate template) {
        families.remove(template);
    }

    void clear() {
        fixed.clear();
        families.clear();
    }

    /** Answers {@code resources/list} later: the families are asked for their members. */
    void list(RpcRequest request) {
        new Call(services, request, "resources/list", context -> {
                    NavigableMap<String, ResourceInfo> all = new TreeMap<>();
                    for (Family family : families.serving().values()) {
                        for (ResourceInfo info : family.template().list()) {
                            all.put(info.uri(), info);
                        }
                    }
                    fixed.serving().forEach((uri, entry) -> all.put(uri, entry.info()));
                    return lists.freshPage(request, all);
                })
                .runThere(null);
    }

    Outcome listTemplates(RpcRequest request) {
        return familyLists.page(request, families.serving());
    }

    private static void write(JsonWriter out, ResourceInfo info, ProtocolVersion version) {
        out.beginObject();
        Wire.resourceMembers(out, info, version);
        Wire.audience(out, info.audience(), version);
        out.endObject();
    }

    private static void write(JsonWriter out, Family family, ProtocolVersion version) {
        TemplateInfo info = family.info();
        out.beginObject()
                .name("uriTemplate")
                .value(info.uriTemplate())
                .name("name")
                .value(info.name());
        Wire.title(out, info.title(), version);
        Wire.text(out, "description", info.description());
        Wire.text(out, "mimeType", info.mimeType());
        Wire.icons(out, info.icons(), version);
        Wire.audience(out, info.audience(), version);
        out.endObject();
    }

    /** Answers {@code resources/read} later. */
    void read(RpcRequest request) {
        String uri = request.requiredString("uri");
        Call.Work work = work(uri, request);
        if (work == null) {
            throw notFound(uri, request.version());
        }
        Call call = new Call(services, request, "resources/read", work);
        if (request.version().modern()) {
            call.answered(services.states().answers(request));
        }
        call.runThere(null);
    }

    private Call.@Nullable Work work(String uri, RpcRequest request) {
        Fixed entry = fixed.find(uri);
        if (entry != null) {
            return context -> outcome(entry.resource().read(context), request.version());
        }
        for (Family family : families.serving().values()) {
            Map<String, String> variables = family.pattern().match(uri);
            if (variables != null) {
                return context -> outcome(family.template().read(uri, variables, context), request.version());
            }
        }
        return null;
    }

    private static Outcome outcome(ResourceResult result, ProtocolVersion version) {
        return Outcome.of(out -> {
            out.name("contents").beginArray();
            result.contents().forEach(contents -> Wire.resourceContents(out, contents));
            out.endArray();
            if (version.modern()) {
                out.name("ttlMs").value(result.timeToLive().toMillis());
                out.name("cacheScope").value(result.shared() ? "public" : "private");
            }
        });
    }

    private static ProtocolException notFound(String uri, ProtocolVersion version) {
        int code = version.modern() ? ProtocolException.INVALID_PARAMS : ResourceNotFoundException.RESOURCE_NOT_FOUND;
        return new ProtocolException(200, code, "Resource not found: " + uri, Map.of("uri", uri));
    }

    /** Answers {@code resources/subscribe} (legacy). */
    Outcome subscribe(RpcRequest request, LiveSession session) {
        String uri = request.requiredString("uri");
        if (work(uri, request) == null) {
            throw notFound(uri, request.version());
        }
        session.subscribe(uri);
        subscriptions.subscribe(session, uri);
        return Outcome.EMPTY;
    }

    /** Answers {@code resources/unsubscribe} (legacy). */
    Outcome unsubscribe(RpcRequest request, LiveSession session) {
        String uri = request.requiredString("uri");
        session.unsubscribe(uri);
        subscriptions.unsubscribe(session, uri);
        return Outcome.EMPTY;
    }

    /** Completes a variable of a template. */
    Completion complete(String uri, String variable, String prefix, Map<String, String> resolved) {
        Family family = families.find(uri);
        if (family != null) {
            if (!family.pattern().variables().contains(variable)) {
                throw ProtocolException.invalidParams("Resource template " + uri + " has no variable " + variable);
            }
            return family.template().complete(variable, prefix, resolved);
        }
        if (fixed.find(uri) != null) {
            return Completion.NONE;
        }
        throw ProtocolException.invalidParams("Unknown resource template: " + uri);
    }
}
