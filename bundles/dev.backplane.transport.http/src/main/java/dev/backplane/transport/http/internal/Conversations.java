package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.Endpoint;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP+SSE transport of revision 2024-11-05: GET opens a stream, whose first event names the address to post to.
 * Thread-safe.
 */
final class Conversations {

    private static final int ID_BYTES = 16;

    private final Endpoint engine;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Conversation> byId = new ConcurrentHashMap<>();

    Conversations(Endpoint engine) {
        this.engine = engine;
    }

    void open(HttpExchange exchange, String path) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        SseStream stream = exchange.stream();
        Conversation conversation = new Conversation(engine, exchange, stream);
        byId.put(id, conversation);
        stream.last();
        stream.send("endpoint", path + "?id=" + id);
        stream.onClose(() -> {
            byId.remove(id);
            conversation.ended();
        });
        exchange.awaitAnswer();
    }

    @Nullable
    Conversation find(@Nullable String id) {
        return id == null ? null : byId.get(id);
    }

    /** The listener stops: each ends when its calls under way are answered. */
    void drain() {
        byId.values().forEach(Conversation::drain);
    }

    int size() {
        return byId.size();
    }
}
