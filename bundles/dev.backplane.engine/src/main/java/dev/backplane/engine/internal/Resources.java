package dev.backplane.engine.internal;

import dev.backplane.api.CallContext;
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
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code resources/list}, {@code …/templates/list}, {@code …/read}, {@code …/subscribe}. Thread-safe. */
final class Resources {

    private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

    /** What can be read. */
    interface Source {

        ResourceResult read(String uri, CallContext context) throws Exception;

        Completion complete(String variable, String prefix, Map<String, String> resolved);

        /** Returns for whom its results were kept so far. */
        ScopesSeen seen();

        /** Returns for whom its completions were kept so far. */
        ScopesSeen completed();
    }

    /** A resource as it was when its service appeared. */
    private record Fixed(Resource resource, ResourceInfo info, ScopesSeen seen, ScopesSeen completed)
            implements Source {

        @Override
        public ResourceResult read(String uri, CallContext context) throws Exception {
            return resource.read(context);
        }

        @Override
        public Completion complete(String variable, String prefix, Map<String, String> resolved) {
            return Completion.NONE;
        }
    }

    /** A resource template as it was when its service appeared. */
    private record Family(
            ResourceTemplate template, TemplateInfo info, UriTemplate pattern, ScopesSeen seen, ScopesSeen completed)
            implements Source {

        @Override
        public ResourceResult read(String uri, CallContext context) throws Exception {
            Map<String, String> variables = pattern.match(uri);
            if (variables == null) {
                throw new ResourceNotFoundException(uri);
            }
            return template.read(uri, variables, context);
        }

        @Override
        public Completion complete(String variable, String prefix, Map<String, String> resolved) {
            if (!pattern.variables().contains(variable)) {
                throw ProtocolException.invalidParams(
                        "Resource template " + info.uriTemplate() + " has no variable " + variable);
            }
            return template.complete(variable, prefix, resolved);
        }
    }

    private final CallServices services;
    private final Subscriptions subscriptions;
    private final Shelf<Fixed> fixed;
    private final Shelf<Family> families;
    private final Lists<ResourceInfo> lists;
    private final Lists<Stand<Family>> familyLists;

    Resources(CallServices services, Registry registry, Departures departures, Subscriptions subscriptions) {
        this.services = services;
        this.subscriptions = subscriptions;
        this.lists =
                new Lists<>(services.frames(), "resources", Resources::write, services.settings(), services.cache());
        this.familyLists = new Lists<>(
                services.frames(), "resourceTemplates", Resources::write, services.settings(), services.cache());
        Subscriptions.Listing listing = Subscriptions.Listing.RESOURCES;
        Shelf.Listener listener = subscriptions.listener(listing, familyLists, services.cache());
        this.fixed = new Shelf<>(registry, "resource", listing, departures, listener);
        this.families = new Shelf<>(registry, "template", listing, departures, listener);
    }

    void add(Resource resource, Owner owner) {
        try {
            ResourceInfo info = resource.info();
            fixed.add(
                    resource,
                    info.uri(),
                    new Fixed(resource, info, ScopesSeen.of(resource), ScopesSeen.of(resource)),
                    owner);
        } catch (Throwable e) {
            LOG.error("The resource {} of {} is left out", resource.getClass().getName(), owner, e);
        }
    }

    void remove(Resource resource) {
        fixed.remove(resource);
    }

    void add(ResourceTemplate template, Owner owner) {
        try {
            TemplateInfo info = template.info();
            Family family = new Family(
                    template,
                    info,
                    new UriTemplate(info.uriTemplate()),
                    ScopesSeen.of(template),
                    ScopesSeen.of(template));
            families.add(template, info.uriTemplate(), family, owner);
        } catch (Throwable e) {
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
        Places<Family> all;
        do {
            all = new Places<>(List.copyOf(families.serving().values()));
        } while (!(all.away() ? HeldRequest.hold(all, request, () -> list(request)) : list(request, all)));
    }

    private boolean list(RpcRequest request, Places<Family> places) {
        return new Call<>(services, request, "resources/list", places, (all, context) -> {
                    NavigableMap<String, ResourceInfo> found = new TreeMap<>();
                    for (Family family : all) {
                        for (ResourceInfo info : family.template().list()) {
                            found.put(info.uri(), info);
                        }
                    }
                    fixed.serving()
                            .forEach(
                                    (uri, stand) -> found.put(uri, stand.value().info()));
                    return lists.freshPage(request, found);
                })
                .runThere(false);
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

    private static void write(JsonWriter out, Stand<Family> stand, ProtocolVersion version) {
        TemplateInfo info = stand.value().info();
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
        Stand<? extends Source> stand;
        do {
            stand = find(uri);
            if (stand == null) {
                throw notFound(uri, request.version());
            }
        } while (!(stand.away() ? HeldRequest.hold(stand, request, () -> read(request)) : read(request, uri, stand)));
    }

    private <S extends Source> boolean read(RpcRequest request, String uri, Stand<S> stand) {
        request.reply().serves(uri);
        Call<S> call = new Call<>(
                services,
                request,
                "resources/read",
                stand,
                (source, context) -> outcome(source.read(uri, context), source.seen(), request));
        call.sharedBy(way(request, uri, stand));
        if (request.version().modern()) {
            call.answered(services.states().answers(request));
        }
        return call.runThere(false);
    }

    private @Nullable Stand<? extends Source> find(String uri) {
        Stand<Fixed> stand = fixed.find(uri);
        if (stand != null) {
            return stand;
        }
        for (Stand<Family> family : families.serving().values()) {
            if (family.value().pattern().match(uri) != null) {
                return family;
            }
        }
        return null;
    }

    private static Outcome outcome(ResourceResult result, ScopesSeen seen, RpcRequest request) {
        // what depends on answers of its client must not be kept by that either
        boolean kept = !ResultCache.answers(request);
        long millis = kept ? result.timeToLive().toMillis() : 0;
        if (kept) {
            seen.note(millis, result.shared());
        }
        return Outcome.of(out -> {
                    out.name("contents").beginArray();
                    result.contents().forEach(contents -> Wire.resourceContents(out, contents));
                    out.endArray();
                })
                .lasting(new Outcome.Lasting(millis, kept && result.shared(), true, Set.of()));
    }

    /** Returns the way of a read to what is kept; null: it has none. */
    private @Nullable SharedRun way(RpcRequest request, String uri, Stand<? extends Source> stand) {
        ScopesSeen seen = stand.value().seen();
        String caller = ResultCache.caller(request);
        if (ResultCache.answers(request) || seen.never(caller != null)) {
            return null;
        }
        return services.results()
                .run(
                        CacheUse.Namespace.RESOURCES,
                        () -> seen.keys(uri, caller),
                        Set.of(CacheUse.tag(stand.entry().key()), CacheUse.tag(ScopesSeen.updated(uri))));
    }

    private static ProtocolException notFound(String uri, ProtocolVersion version) {
        int code = version.modern() ? ProtocolException.INVALID_PARAMS : ResourceNotFoundException.RESOURCE_NOT_FOUND;
        return new ProtocolException(200, code, "Resource not found: " + uri, Map.of("uri", uri));
    }

    /** Answers {@code resources/subscribe} (legacy). */
    Outcome subscribe(RpcRequest request, LiveSession session) {
        String uri = request.requiredString("uri");
        if (find(uri) == null) {
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

    /**
     * Returns what completes the variables of a template; a resource has none.
     *
     * @throws ProtocolException if there is neither under this URI
     */
    Stand<? extends Source> completed(String uri) {
        Stand<Family> family = families.find(uri);
        if (family != null) {
            return family;
        }
        Stand<Fixed> stand = fixed.find(uri);
        if (stand != null) {
            return stand;
        }
        throw ProtocolException.invalidParams("Unknown resource template: " + uri);
    }
}
