package dev.backplane.shell.internal;

import dev.backplane.api.Json;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.transport.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The platform's own door, as a client of revision 2026-07-28 in the same process. Thread-safe; each call is one
 * exchange and holds the calling thread until it is answered.
 */
final class Door {

    static final String PROTOCOL_VERSION = "2026-07-28";

    private static final String META = "io.modelcontextprotocol/";

    /** The member of {@code _meta} that asks for log messages. */
    static final String LOG_LEVEL = META + "logLevel";

    /** A cursor chain longer than this is a fault of the server. */
    private static final int PAGES_MAX = 10_000;

    private final Endpoint endpoint;
    private final Codec codec;
    private final String version;

    Door(Endpoint endpoint, Codec codec, String version) {
        this.endpoint = endpoint;
        this.codec = codec;
        this.version = version;
    }

    /**
     * Calls a method.
     *
     * @param params without {@code _meta}
     * @param extra more members of {@code _meta}
     * @param timeoutMillis between two messages of the answer; 0: none
     * @param notifications takes method and params of what comes before the answer, on the calling thread
     * @return the result
     * @throws DoorException if the answer is an error or makes no sense
     * @throws InterruptedException if the thread is interrupted, after the call was cancelled
     */
    Map<String, Object> call(
            String method,
            Map<String, Object> params,
            Map<String, Object> extra,
            long timeoutMillis,
            BiConsumer<String, Map<String, Object>> notifications)
            throws InterruptedException {
        InProcessExchange exchange = new InProcessExchange();
        byte[] body = request(method, params, extra);
        try {
            endpoint.accept(exchange, body, 0, body.length);
            for (byte[] next = exchange.next(timeoutMillis); next != null; next = exchange.next(timeoutMillis)) {
                Message message = codec.decode(Slice.of(next));
                if (message instanceof Message.Response response) {
                    return result(response);
                }
                if (message instanceof Message.Notification notification) {
                    notifications.accept(notification.method(), object(notification.params()));
                }
            }
            throw new DoorException(method + " ended without an answer");
        } catch (TimeoutException e) {
            throw new DoorException(method + ": " + e.getMessage());
        } finally {
            exchange.disconnect();
        }
    }

    /** Calls a list method until its last page. */
    List<Map<String, Object>> list(String method, String member, long timeoutMillis) throws InterruptedException {
        List<Map<String, Object>> all = new ArrayList<>();
        Map<String, Object> params = Map.of();
        for (int page = 0; page < PAGES_MAX; page++) {
            Map<String, Object> result = call(method, params, Map.of(), timeoutMillis, (name, ignored) -> {});
            if (result.get(member) instanceof List<?> elements) {
                elements.forEach(element -> all.add(Json.object(element, member + " element")));
            }
            if (!(result.get("nextCursor") instanceof String cursor)) {
                return all;
            }
            params = Map.of("cursor", cursor);
        }
        throw new DoorException(method + " has more than " + PAGES_MAX + " pages");
    }

    private byte[] request(String method, Map<String, Object> params, Map<String, Object> extra) {
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put(META + "protocolVersion", PROTOCOL_VERSION);
        meta.put(META + "clientCapabilities", Map.of());
        meta.put(META + "clientInfo", Map.of("name", "backplane-shell", "version", version));
        meta.putAll(extra);
        Map<String, Object> all = new LinkedHashMap<>(params);
        all.put("_meta", meta);
        Bytes sink = new Bytes();
        try (JsonWriter writer = codec.writer(sink)) {
            writer.beginObject().name("jsonrpc").value("2.0").name("id").value("shell");
            writer.name("method").value(method).name("params").any(all).endObject();
        }
        return sink.toBytes();
    }

    private Map<String, Object> result(Message.Response response) {
        Slice error = response.error();
        if (error != null) {
            Map<String, Object> members = Json.object(codec.value(error), "error");
            long code = members.get("code") instanceof Number number ? number.longValue() : 0;
            throw new DoorException(code, String.valueOf(members.get("message")), members);
        }
        Slice result = response.result();
        return result == null ? Map.of() : Json.object(codec.value(result), "result");
    }

    private Map<String, Object> object(@Nullable Members params) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (params != null) {
            for (Members.Member member : params.members()) {
                Object value = codec.value(member.value());
                if (value != null) {
                    values.put(member.name(), value);
                }
            }
        }
        return values;
    }
}
