package dev.backplane.engine.internal;

import dev.backplane.engine.internal.Subscriptions.Listing;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.transport.EventStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code subscriptions/listen} requests of revision 2026-07-28, which stay open. Each is an entry of the registry, and
 * another under each topic that it wants to hear of; they go with their connection. Thread-safe; telling one never waits.
 */
final class Listeners {

    static final String SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";

    /** The kind under which the registry knows them. */
    static final String LISTENER = "listener";

    private static final String CONNECTION = "connection";

    /** One request. Its monitor is held while something is sent to it. */
    record Listener(
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
                            listings.stream().map(Listing::topic),
                            uris.stream().map(Subscriptions::uriTopic),
                            taskIds.stream().map(Subscriptions::taskTopic))
                    .flatMap(topics -> topics);
        }
    }

    private final Frames frames;
    private final Registry registry;

    Listeners(Frames frames, Registry registry) {
        this.frames = frames;
        this.registry = registry;
    }

    /** Answers {@code subscriptions/listen}: the request stays open. */
    void listen(RpcRequest request) {
        Map<String, Object> filter = request.optionalObject("notifications");
        if (filter == null) {
            throw ProtocolException.invalidParams("params.notifications is missing");
        }
        Set<Listing> listings = EnumSet.noneOf(Listing.class);
        for (Listing listing : Listing.values()) {
            if (flag(filter, listing.filter())) {
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
        open(
                new Listener(
                        new Owner(CONNECTION, UUID.randomUUID().toString()),
                        request.id(),
                        request.exchange().principal(),
                        Set.copyOf(listings),
                        uris,
                        taskIds,
                        request.exchange().stream()),
                request.exchange().address());
    }

    private void open(Listener listener, String address) {
        Owner owner = listener.owner();
        EventStream stream = listener.stream();
        Map<String, String> from = Map.of("address", address);
        // It hears of everything from the acknowledgement on, and of nothing before it.
        synchronized (listener) {
            registry.register(new Entry(new Key(LISTENER, owner.id()), listener, owner, from));
            listener.topics()
                    .forEach(topic -> registry.register(new Entry(new Key(topic, owner.id()), listener, owner, from)));
            stream.send(null, frames.notification("notifications/subscriptions/acknowledged", out -> {
                meta(out, listener.id());
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
        if (!(value instanceof List<?> list)) {
            throw ProtocolException.invalidParams("params.notifications." + name + " must be an array");
        }
        Set<String> all = new LinkedHashSet<>();
        for (Object each : list) {
            if (!(each instanceof String text)) {
                throw ProtocolException.invalidParams("params.notifications." + name + " must hold strings");
            }
            all.add(text);
        }
        return Set.copyOf(all);
    }

    private static Map<String, Object> acknowledged(Listener listener) {
        Map<String, Object> filter = new LinkedHashMap<>();
        listener.listings().forEach(listing -> filter.put(listing.filter(), true));
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

    /** Ends all in good order. */
    void close() {
        registry.entries(LISTENER).forEach(entry -> {
            if (entry.value() instanceof Listener listener) {
                end(listener);
            }
        });
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

    private static void meta(JsonWriter out, Slice id) {
        out.name("_meta").beginObject().name(SUBSCRIPTION_ID).raw(id).endObject();
    }

    /** Sends it to one of them, which goes if its stream has ended. */
    void tell(Listener listener, News news) {
        byte[] message = news.to(listener.id());
        boolean sent;
        synchronized (listener) {
            sent = listener.stream().send(null, message);
        }
        if (!sent) {
            forget(listener);
        }
    }

    /** Encodes a notification, for any number of listeners. */
    News news(String method, Consumer<JsonWriter> params) {
        byte[] all = frames.notification(method, out -> {
            meta(out, News.NOBODY);
            params.accept(out);
        });
        return new News(all, News.gap(all));
    }

    /**
     * A notification that is encoded but for the id of the subscription which it is sent to. Immutable.
     *
     * @param gap where the id goes, in the place of {@link #NOBODY}
     */
    record News(byte[] all, int gap) {

        private static final byte[] NOBODY_BYTES = "\"?\"".getBytes(StandardCharsets.UTF_8);
        private static final Slice NOBODY = Slice.of(NOBODY_BYTES);

        /** Nothing comes before it that could be taken for it: the name of a method, and that of the member. */
        private static int gap(byte[] all) {
            int at = 0;
            while (all[at] != NOBODY_BYTES[0] || all[at + 1] != NOBODY_BYTES[1] || all[at + 2] != NOBODY_BYTES[2]) {
                at++;
            }
            return at;
        }

        private byte[] to(Slice id) {
            byte[] name = id.toBytes();
            int rest = all.length - gap - NOBODY_BYTES.length;
            byte[] message = new byte[gap + name.length + rest];
            System.arraycopy(all, 0, message, 0, gap);
            System.arraycopy(name, 0, message, gap, name.length);
            System.arraycopy(all, all.length - rest, message, gap + name.length, rest);
            return message;
        }
    }
}
