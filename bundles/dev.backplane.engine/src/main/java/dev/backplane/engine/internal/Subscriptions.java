package dev.backplane.engine.internal;

import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.transport.EventStream;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to hear of what: the subscriptions of legacy sessions and the listeners of revision 2026-07-28. Thread-safe;
 * telling them never waits for one.
 */
final class Subscriptions {

    /** After so many waits a list that never comes to rest is announced all the same. */
    private static final int SETTLE_ROUNDS_MAX = 50;

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

    /** One {@code subscriptions/listen} request. Its monitor is held while something is sent to it. */
    private record Listener(
            Slice id,
            @Nullable String principal,
            Set<Listing> listings,
            Set<String> uris,
            Set<String> taskIds,
            EventStream stream) {}

    private final Frames frames;
    private final Registry registry;
    private final ScheduledExecutorService timer;
    private final Supplier<Settings> settings;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<Listener>> listenersByUri = new ConcurrentHashMap<>();
    private final Map<String, Set<Listener>> listenersByTask = new ConcurrentHashMap<>();
    private final Map<String, Set<LiveSession>> sessionsByUri = new ConcurrentHashMap<>();
    private final Map<String, LiveSession> elicitations = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LiveSession> eldest) {
            return size() > ELICITATIONS_MAX;
        }
    };
    private final Map<Listing, Long> changed = new EnumMap<>(Listing.class);

    Subscriptions(Frames frames, Registry registry, ScheduledExecutorService timer, Supplier<Settings> settings) {
        this.frames = frames;
        this.registry = registry;
        this.timer = timer;
        this.settings = settings;
    }

    // ---- legacy --------------------------------------------------------------------------------------------------

    void subscribe(LiveSession session, String uri) {
        join(sessionsByUri, uri, session);
    }

    void unsubscribe(LiveSession session, String uri) {
        leave(sessionsByUri, uri, session);
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
        Listener listener = new Listener(request.id(), request.exchange().principal(), listings, uris, taskIds, stream);
        // It hears of everything from the acknowledgement on, and of nothing before it.
        synchronized (listener) {
            listeners.add(listener);
            uris.forEach(uri -> join(listenersByUri, uri, listener));
            taskIds.forEach(task -> join(listenersByTask, task, listener));
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
        listeners.remove(listener);
        listener.uris().forEach(uri -> leave(listenersByUri, uri, listener));
        listener.taskIds().forEach(task -> leave(listenersByTask, task, listener));
    }

    /** Ends all listeners in good order. */
    void close() {
        listeners.forEach(this::end);
        listeners.clear();
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
        synchronized (changed) {
            if (changed.put(listing, System.nanoTime()) != null) {
                return;
            }
        }
        settle(listing, settings.get().settleMillis(), SETTLE_ROUNDS_MAX);
    }

    private void settle(Listing listing, long millis, int rounds) {
        if (!timer.isShutdown()) {
            timer.schedule(() -> settled(listing, millis, rounds), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void settled(Listing listing, long millis, int rounds) {
        synchronized (changed) {
            long quiet = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - changed.getOrDefault(listing, 0L));
            if (quiet < millis && rounds > 0) {
                settle(listing, millis - quiet, rounds - 1);
                return;
            }
            changed.remove(listing);
        }
        announce(listing);
    }

    private void announce(Listing listing) {
        byte[] message = frames.notification(listing.method, out -> {});
        registry.entries(LegacyEra.SESSION).forEach(entry -> {
            if (entry.value() instanceof LiveSession session && session.record().initialized()) {
                session.standing().send(message);
            }
        });
        for (Listener listener : listeners) {
            if (listener.listings().contains(listing)) {
                tell(listener, listing.method, out -> {});
            }
        }
    }

    void resourceUpdated(String uri) {
        Set<LiveSession> sessions = sessionsByUri.get(uri);
        if (sessions != null) {
            byte[] message = frames.notification(
                    "notifications/resources/updated", out -> out.name("uri").value(uri));
            sessions.forEach(session -> session.standing().send(message));
        }
        for (Listener listener : listenersByUri.getOrDefault(uri, Set.of())) {
            tell(
                    listener,
                    "notifications/resources/updated",
                    out -> out.name("uri").value(uri));
        }
    }

    void taskChanged(Task task) {
        for (Listener listener : listenersByTask.getOrDefault(task.id(), Set.of())) {
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

    private static <T> void join(Map<String, Set<T>> index, String key, T member) {
        index.compute(key, (k, members) -> {
            Set<T> set = members == null ? ConcurrentHashMap.newKeySet() : members;
            set.add(member);
            return set;
        });
    }

    private static <T> void leave(Map<String, Set<T>> index, String key, T member) {
        index.computeIfPresent(key, (k, members) -> {
            members.remove(member);
            return members.isEmpty() ? emptied() : members;
        });
    }

    private static <T> @Nullable T emptied() {
        return null;
    }
}
