package dev.backplane.engine.internal;

import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.transport.EventStream;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to hear of what: the subscriptions of legacy sessions and the listeners of revision 2026-07-28. All of them are
 * entries of the registry: each topic is a kind of its own, so that its subscribers can be streamed, and they go with
 * their owner, a session or a connection. Thread-safe; telling them never waits for one.
 */
final class Subscriptions {

    /** Elicitations by URL that are remembered until they are completed; the oldest go. */
    private static final int ELICITATIONS_MAX = 10_000;

    static final String SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";

    /** A list that clients may keep. */
    enum Listing {
        TOOLS("toolsListChanged", "notifications/tools/list_changed"),
        PROMPTS("promptsListChanged", "notifications/prompts/list_changed"),
        RESOURCES("resourcesListChanged", "notifications/resources/list_changed");

        private final String filter;
        private final String method;

        Listing(String filter, String method) {
            this.filter = filter;
            this.method = method;
        }
    }

    /** The kind under which the registry knows open {@code subscriptions/listen} requests. */
    static final String LISTENER = "listener";

    private static final String CONNECTION = "connection";

    /** One {@code subscriptions/listen} request. Its monitor is held while something is sent to it. */
    private record Listener(
            Owner owner,
            Slice id,
            @Nullable String principal,
            Set<Listing> listings,
            Set<String> uris,
            Set<String> taskIds,
            EventStream stream) {

        /** Returns the kinds of what it wants to hear. */
        Stream<String> topics() {
            return Stream.of(
                            listings.stream().map(Subscriptions::topic),
                            uris.stream().map(Subscriptions::uriTopic),
                            taskIds.stream().map(Subscriptions::taskTopic))
                    .flatMap(topics -> topics);
        }
    }

    private final Frames frames;
    private final Registry registry;
    private final ListChanges changes;
    private final Map<String, LiveSession> elicitations = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LiveSession> eldest) {
            return size() > ELICITATIONS_MAX;
        }
    };

    Subscriptions(Frames frames, Registry registry, ScheduledExecutorService timer, Supplier<Settings> settings) {
        this.frames = frames;
        this.registry = registry;
        this.changes = new ListChanges(timer, settings, this::announce);
    }

    private static String topic(Listing listing) {
        return "subscription:list:" + listing.filter;
    }

    private static String uriTopic(String uri) {
        return "subscription:resource:" + uri;
    }

    private static String taskTopic(String taskId) {
        return "subscription:task:" + taskId;
    }

    // ---- legacy --------------------------------------------------------------------------------------------------

    /** Adds a subscription that ends with the session at the latest. */
    void subscribe(LiveSession session, String uri) {
        Entry entry = new Entry(new Key(uriTopic(uri), session.id()), session, session.owner());
        registry.register(entry);
        if (registry.lookup(session.key()) == null) {
            // The session has ended meanwhile, maybe before its subscription could go with it.
            registry.unregister(entry);
        }
    }

    void unsubscribe(LiveSession session, String uri) {
        Entry entry = registry.lookup(new Key(uriTopic(uri), session.id()));
        if (entry != null) {
            registry.unregister(entry);
        }
    }

    /** Remembers whom an elicitation by URL went to. */
    void elicited(String elicitationId, LiveSession session) {
        synchronized (elicitations) {
            elicitations.put(elicitationId, session);
        }
    }

    /** Tells the session that was asked that its elicitation is completed (2025-11-25). */
    void elicitationCompleted(String elicitationId) {
        LiveSession session;
        synchronized (elicitations) {
            session = elicitations.remove(elicitationId);
        }
        if (session != null) {
            session.standing()
                    .send(frames.notification(
                            "notifications/elicitation/complete",
                            out -> out.name("elicitationId").value(elicitationId)));
        }
    }

    // ---- 2026-07-28 ----------------------------------------------------------------------------------------------

    /** Answers {@code subscriptions/listen}: the request stays open. */
    void listen(RpcRequest request) {
        Map<String, Object> filter = request.optionalObject("notifications");
        if (filter == null) {
            throw ProtocolException.invalidParams("params.notifications is missing");
        }
        Set<Listing> listings = EnumSet.noneOf(Listing.class);
        for (Listing listing : Listing.values()) {
            if (flag(filter, listing.filter)) {
                listings.add(listing);
            }
        }
        Set<String> uris = strings(filter, "resourceSubscriptions");
        Set<String> taskIds = strings(filter, "taskIds");
        if (!taskIds.isEmpty() && !request.client().followsTasks()) {
            throw new ProtocolException(
                    400,
                    ProtocolException.MISSING_CAPABILITY,
                    "Missing required client capability: extensions",
                    Map.of("requiredCapabilities", ModernEra.TASKS_REQUIRED));
        }
        EventStream stream = request.exchange().stream();
        Owner owner = new Owner(CONNECTION, UUID.randomUUID().toString());
        String principal = request.exchange().principal();
        Listener listener = new Listener(owner, request.id(), principal, listings, uris, taskIds, stream);
        Map<String, String> from = Map.of("address", request.exchange().address());
        // It hears of everything from the acknowledgement on, and of nothing before it.
        synchronized (listener) {
            registry.register(new Entry(new Key(LISTENER, owner.id()), listener, owner, from));
            listener.topics()
                    .forEach(topic -> registry.register(new Entry(new Key(topic, owner.id()), listener, owner, from)));
            stream.send(null, frames.notification("notifications/subscriptions/acknowledged", out -> {
                meta(out, listener);
                out.name("notifications").any(acknowledged(listener));
            }));
        }
        stream.onDrain(() -> end(listener));
        stream.onClose(() -> forget(listener));
    }

    private static boolean flag(Map<String, Object> filter, String name) {
        Object value = filter.get(name);
        if (value != null && !(value instanceof Boolean)) {
            throw ProtocolException.invalidParams("params.notifications." + name + " must be a boolean");
        }
        return Boolean.TRUE.equals(value);
    }

    private static Set<String> strings(Map<String, Object> filter, String name) {
        Object value = filter.get(name);
        if (value == null) {
            return Set.of();
        }
        Set<String> all = ConcurrentHashMap.newKeySet();
        if (value instanceof List<?> list) {
            for (Object each : list) {
                if (!(each instanceof String text)) {
                    throw ProtocolException.invalidParams("params.notifications." + name + " must hold strings");
                }
                all.add(text);
            }
            return all;
        }
        throw ProtocolException.invalidParams("params.notifications." + name + " must be an array");
    }

    private static Map<String, Object> acknowledged(Listener listener) {
        Map<String, Object> filter = new LinkedHashMap<>();
        listener.listings().forEach(listing -> filter.put(listing.filter, true));
        if (!listener.uris().isEmpty()) {
            filter.put("resourceSubscriptions", List.copyOf(listener.uris()));
        }
        if (!listener.taskIds().isEmpty()) {
            filter.put("taskIds", List.copyOf(listener.taskIds()));
        }
        return filter;
    }

    private void forget(Listener listener) {
        registry.ownerGone(listener.owner());
    }

    /** Ends all listeners in good order. */
    void close() {
        values(LISTENER, Listener.class).forEach(this::end);
    }

    /** Returns those who are entered under a kind; whoever goes meanwhile goes without harm. */
    private <S> List<S> values(String kind, Class<S> type) {
        return registry.entries(kind)
                .map(Entry::value)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private void end(Listener listener) {
        synchronized (listener) {
            listener.stream().send(null, HeapSink.encode(frames.codec(), out -> endOf(out, listener)));
        }
        listener.stream().close();
    }

    private void endOf(JsonWriter out, Listener listener) {
        out.beginObject().name("jsonrpc").value("2.0").name("id").raw(listener.id());
        out.name("result").beginObject().name("resultType").value(Outcome.COMPLETE);
        out.name("_meta").beginObject().name(SUBSCRIPTION_ID).raw(listener.id());
        out.name(Frames.SERVER_INFO).raw(frames.serverInfo());
        out.endObject().endObject().endObject();
    }

    // ---- telling -------------------------------------------------------------------------------------------------

    /** Announces a changed list once, when it has not changed for a while. */
    void listChanged(Listing listing) {
        changes.add(listing);
    }

    /** Returns what a shelf tells of its changes. */
    Shelf.Listener listener(Listing listing, Lists<?> pages) {
        return new Shelf.Listener() {
            @Override
            public void changed() {
                pages.changed();
            }

            @Override
            public void announce() {
                listChanged(listing);
            }
        };
    }

    private void announce(Listing listing) {
        byte[] message = frames.notification(listing.method, out -> {});
        for (LiveSession session : values(LegacyEra.SESSION, LiveSession.class)) {
            if (session.record().initialized()) {
                session.standing().send(message);
            }
        }
        values(topic(listing), Listener.class).forEach(listener -> tell(listener, listing.method, out -> {}));
    }

    void resourceUpdated(String uri) {
        String method = "notifications/resources/updated";
        List<LiveSession> sessions = values(uriTopic(uri), LiveSession.class);
        if (!sessions.isEmpty()) {
            byte[] message = frames.notification(method, out -> out.name("uri").value(uri));
            sessions.forEach(session -> session.standing().send(message));
        }
        values(uriTopic(uri), Listener.class)
                .forEach(listener ->
                        tell(listener, method, out -> out.name("uri").value(uri)));
    }

    void taskChanged(Task task) {
        for (Listener listener : values(taskTopic(task.id()), Listener.class)) {
            // An id is no proof of whose the task is.
            if (task.belongsTo(listener.principal())) {
                tell(listener, "notifications/tasks", out -> task.detailedMembers(out, frames, ProtocolVersion.NEWEST));
            }
        }
    }

    private void tell(Listener listener, String method, Consumer<JsonWriter> params) {
        byte[] message = frames.notification(method, out -> {
            meta(out, listener);
            params.accept(out);
        });
        boolean sent;
        synchronized (listener) {
            sent = listener.stream().send(null, message);
        }
        if (!sent) {
            forget(listener);
        }
    }

    private static void meta(JsonWriter out, Listener listener) {
        out.name("_meta").beginObject().name(SUBSCRIPTION_ID).raw(listener.id()).endObject();
    }
}
