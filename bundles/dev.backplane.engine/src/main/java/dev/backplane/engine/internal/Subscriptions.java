package dev.backplane.engine.internal;

import dev.backplane.engine.internal.Listeners.Listener;
import dev.backplane.engine.internal.Listeners.News;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.TaskRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Who wants to hear of what: legacy sessions, and the {@link Listeners} of revision 2026-07-28. All of them are entries of
 * the registry: each topic is a kind of its own, so that its subscribers can be streamed, and they go with their owner, a
 * session or a connection. Thread-safe; telling them never waits for one.
 */
final class Subscriptions {

    /** Elicitations by URL that are remembered until they are completed; the oldest go. */
    private static final int ELICITATIONS_MAX = 10_000;

    private static final String UPDATED = "notifications/resources/updated";

    /** A list that clients may keep. */
    enum Listing {
        TOOLS("toolsListChanged", "notifications/tools/list_changed"),
        PROMPTS("promptsListChanged", "notifications/prompts/list_changed"),
        RESOURCES("resourcesListChanged", "notifications/resources/list_changed");

        private final String filter;
        private final String topic;
        private final String method;

        Listing(String filter, String method) {
            this.filter = filter;
            this.topic = "subscription:list:" + filter;
            this.method = method;
        }

        String method() {
            return method;
        }

        /** Returns its name in the filter of {@code subscriptions/listen}. */
        String filter() {
            return filter;
        }

        /** Returns the kind of the entries of those who want to hear of it. */
        String topic() {
            return topic;
        }
    }

    private final Frames frames;
    private final Registry registry;
    private final Sessions sessions;
    private final Listeners listeners;
    private final Broadcasts broadcasts;
    private final ListChanges changes;
    private final Map<String, SessionHandle> elicitations = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SessionHandle> eldest) {
            return size() > ELICITATIONS_MAX;
        }
    };

    Subscriptions(
            Frames frames,
            Registry registry,
            Sessions sessions,
            Dispatcher dispatcher,
            ScheduledExecutorService timer,
            Supplier<Settings> settings) {
        this.frames = frames;
        this.registry = registry;
        this.sessions = sessions;
        this.listeners = new Listeners(frames, registry);
        this.broadcasts = new Broadcasts(registry, dispatcher, timer);
        this.changes = new ListChanges(timer, settings, this::announce);
    }

    static String uriTopic(String uri) {
        return "subscription:resource:" + uri;
    }

    static String taskTopic(String taskId) {
        return "subscription:task:" + taskId;
    }

    /** Answers {@code subscriptions/listen}: the request stays open. */
    void listen(RpcRequest request) {
        listeners.listen(request);
    }

    /** Tells what is still to be told, and ends all listeners in good order. */
    void close() {
        broadcasts.close();
        listeners.close();
    }

    // ---- legacy --------------------------------------------------------------------------------------------------

    /** Adds a subscription that ends with the session at the latest, and outlasts its sleep. */
    void subscribe(LiveSession session, String uri) {
        subscribe(registry, session.handle(), uri);
    }

    /** Does so for a session that may be asleep. */
    static void subscribe(Registry registry, SessionHandle session, String uri) {
        Entry entry = new Entry(new Key(uriTopic(uri), session.id()), session, session.owner());
        registry.register(entry);
        if (session.closed()) {
            // It has ended meanwhile, maybe before its subscription could go with it.
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
            elicitations.put(elicitationId, session.handle());
        }
    }

    /** Tells the session that was asked that its elicitation is completed (2025-11-25). */
    void elicitationCompleted(String elicitationId) {
        SessionHandle session;
        synchronized (elicitations) {
            session = elicitations.remove(elicitationId);
        }
        if (session != null) {
            sessions.tell(
                    session,
                    frames.notification(
                            "notifications/elicitation/complete",
                            out -> out.name("elicitationId").value(elicitationId)));
        }
    }

    // ---- telling -------------------------------------------------------------------------------------------------

    /** Announces a changed list once, when it has not changed for a while. */
    void listChanged(Listing listing) {
        changes.add(listing);
    }

    /** Returns what a shelf tells of its changes. */
    Shelf.Listener listener(Listing listing, Lists<?> pages, CacheUse cache) {
        return new Shelf.Listener() {
            @Override
            public void changed(Key key) {
                pages.changed();
                cache.changed(key);
            }

            @Override
            public void announce() {
                listChanged(listing);
            }
        };
    }

    private void announce(Listing listing) {
        broadcasts.tell(LegacyEra.SESSION, sessions.announcement(listing));
        News news = listeners.news(listing.method, out -> {});
        broadcasts.tell(listing.topic(), value -> {
            if (value instanceof Listener listener) {
                listeners.tell(listener, news);
            }
        });
    }

    void resourceUpdated(String uri) {
        byte[] message = frames.notification(UPDATED, out -> out.name("uri").value(uri));
        News news = listeners.news(UPDATED, out -> out.name("uri").value(uri));
        broadcasts.tell(uriTopic(uri), value -> {
            if (value instanceof SessionHandle session) {
                sessions.tell(session, message);
            } else if (value instanceof Listener listener) {
                listeners.tell(listener, news);
            }
        });
    }

    /** @param members writes the task as its owner may see it */
    void taskChanged(TaskRecord task, Consumer<JsonWriter> members) {
        broadcasts.tell(taskTopic(task.id()), value -> {
            // An id is no proof of whose the task is.
            if (value instanceof Listener listener && Objects.equals(task.principal(), listener.principal())) {
                listeners.tell(listener, listeners.news("notifications/tasks", members));
            }
        });
    }
}
