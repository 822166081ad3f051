package dev.backplane.engine.internal;

import dev.backplane.api.Json;
import dev.backplane.engine.internal.held.HeldTable;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.transport.Exchange;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Revision 2026-07-28: no sessions, each request carries all that it needs. Thread-safe. */
final class ModernEra {

    static final String PROTOCOL_VERSION = "io.modelcontextprotocol/protocolVersion";
    static final String CLIENT_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    static final String CLIENT_INFO = "io.modelcontextprotocol/clientInfo";
    static final String LOG_LEVEL = "io.modelcontextprotocol/logLevel";
    static final Map<String, Object> TASKS_REQUIRED =
            Map.of("extensions", Map.of(ClientProfile.TASKS_EXTENSION, Map.of()));

    private static final Map<String, Object> CAPABILITIES = Map.of(
            "tools", Map.of("listChanged", true),
            "resources", Map.of("listChanged", true, "subscribe", true),
            "prompts", Map.of("listChanged", true),
            "completions", Map.of(),
            "logging", Map.of(),
            "extensions", Map.of(ClientProfile.TASKS_EXTENSION, Map.of()));

    private final Frames frames;
    private final Supplier<Settings> settings;
    private final Catalog catalog;
    private final TaskRequests tasks;
    private final Subscriptions subscriptions;
    private final Observers observers;
    private final HeldTable<ProtocolVersion, Slice> discovered;

    ModernEra(
            Frames frames,
            Supplier<Settings> settings,
            Catalog catalog,
            TaskRequests tasks,
            Subscriptions subscriptions,
            CacheUse cache,
            Observers observers) {
        this.frames = frames;
        this.settings = settings;
        this.catalog = catalog;
        this.tasks = tasks;
        this.subscriptions = subscriptions;
        this.observers = observers;
        this.discovered = cache.table("discover", 1, 1 << 20, Slice::length);
    }

    /** What the server says of itself has changed. */
    void changed() {
        discovered.clear();
    }

    /** @param claim the protocol version that the request's {@code _meta} claims */
    void request(Exchange exchange, Message.Request message, Members meta, Slice claim) {
        Members params = message.params() == null ? Members.NONE : message.params();
        ClientProfile client = envelope(exchange, message.method(), params, meta, claim);
        exchange.takenAs(ProtocolVersion.NEWEST.id());
        Slice id = Slice.of(message.id().toBytes());
        RpcRequest request = observers.observed(new RpcRequest(
                frames.codec(),
                exchange,
                ProtocolVersion.NEWEST,
                id,
                message.method(),
                params,
                meta,
                null,
                client,
                new ModernReply(frames, exchange, id)));
        Outcome outcome = answer(request);
        if (outcome != null) {
            request.reply().result(outcome);
        }
    }

    /** Returns the result, or null where it comes by another way. */
    private @Nullable Outcome answer(RpcRequest request) {
        switch (request.method()) {
            case "tools/call" -> catalog.tools().call(request);
            case "tools/list" -> {
                return catalog.tools().list(request);
            }
            case "resources/list" -> catalog.resources().list(request);
            case "resources/templates/list" -> {
                return catalog.resources().listTemplates(request);
            }
            case "resources/read" -> catalog.resources().read(request);
            case "prompts/list" -> {
                return catalog.prompts().list(request);
            }
            case "prompts/get" -> catalog.prompts().get(request);
            case "completion/complete" -> catalog.completions().complete(request);
            case "subscriptions/listen" -> subscriptions.listen(request);
            case "server/discover" -> {
                return Outcome.whole(discovered.get(ProtocolVersion.NEWEST, this::discover));
            }
            case "tasks/get" -> {
                return tasks.get(requireTasks(request));
            }
            case "tasks/update" -> {
                return tasks.update(requireTasks(request));
            }
            case "tasks/cancel" -> {
                return tasks.cancel(requireTasks(request));
            }
            default ->
                throw new ProtocolException(
                        404, ProtocolException.METHOD_NOT_FOUND, "Method not found: " + request.method());
        }
        return null;
    }

    private static RpcRequest requireTasks(RpcRequest request) {
        if (!request.client().followsTasks()) {
            throw new ProtocolException(
                    400,
                    ProtocolException.MISSING_CAPABILITY,
                    "Missing required client capability: " + ClientProfile.TASKS_EXTENSION,
                    Map.of("requiredCapabilities", TASKS_REQUIRED));
        }
        return request;
    }

    private Slice discover(ProtocolVersion version) {
        Settings now = settings.get();
        Outcome outcome = Outcome.of(out -> {
            out.name("supportedVersions").any(ProtocolVersion.MODERN_IDS);
            out.name("capabilities").any(CAPABILITIES);
            if (!now.server().instructions().isEmpty()) {
                out.name("instructions").value(now.server().instructions());
            }
            out.name("ttlMs").value(now.lists().ttlMillis()).name("cacheScope").value("public");
        });
        return Slice.of(HeapSink.encode(frames.codec(), out -> frames.resultObject(out, outcome, version)));
    }

    // ---- the envelope --------------------------------------------------------------------------------------------

    private ClientProfile envelope(Exchange exchange, String method, Members params, Members meta, Slice claim) {
        Codec codec = frames.codec();
        if (!(codec.value(claim) instanceof String version)) {
            throw malformed("_meta['" + PROTOCOL_VERSION + "'] must be a string");
        }
        Slice capabilities = meta.get(CLIENT_CAPABILITIES);
        if (capabilities == null) {
            throw malformed("_meta['" + CLIENT_CAPABILITIES + "'] is missing");
        }
        if (!(codec.value(capabilities) instanceof Map<?, ?> declared)) {
            throw malformed("_meta['" + CLIENT_CAPABILITIES + "'] must be an object");
        }
        if (exchange.hasHeaders()) {
            header(exchange, "MCP-Protocol-Version", version, false);
        }
        ProtocolVersion known = ProtocolVersion.of(version);
        if (known == null || !known.modern()) {
            throw new ProtocolException(
                    400,
                    ProtocolException.UNSUPPORTED_VERSION,
                    "Unsupported protocol version: " + version,
                    Map.of("supported", ProtocolVersion.MODERN_IDS, "requested", version));
        }
        if (exchange.hasHeaders()) {
            header(exchange, "Mcp-Method", method, false);
            String source = named(method);
            Slice name = source == null ? null : params.get(source);
            if (name != null && codec.value(name) instanceof String text) {
                header(exchange, "Mcp-Name", text, true);
            }
        }
        Slice info = meta.get(CLIENT_INFO);
        Object implementation = info == null ? null : codec.value(info);
        if (implementation != null && !(implementation instanceof Map<?, ?>)) {
            throw malformed("_meta['" + CLIENT_INFO + "'] must be an object");
        }
        Slice level = meta.get(LOG_LEVEL);
        if (level != null && !(codec.value(level) instanceof String text && Wire.logLevel(text) != null)) {
            throw malformed("_meta['" + LOG_LEVEL + "'] must be a log level");
        }
        return ClientProfile.of(implementation, Json.object(declared, CLIENT_CAPABILITIES));
    }

    /** Returns the parameter that {@code Mcp-Name} mirrors, or null where it mirrors none. */
    private static @Nullable String named(String method) {
        return switch (method) {
            case "tools/call", "prompts/get" -> "name";
            case "resources/read" -> "uri";
            case "tasks/get", "tasks/update", "tasks/cancel" -> "taskId";
            default -> null;
        };
    }

    private static void header(Exchange exchange, String name, String expected, boolean encoded) {
        String header = exchange.header(name);
        if (header == null) {
            throw ParameterHeaders.mismatch(name + " is missing");
        }
        String value = encoded ? ParameterHeaders.decode(name, header) : header.strip();
        if (!value.equals(expected)) {
            throw ParameterHeaders.mismatch(name + " is '" + value + "', the body says '" + expected + "'");
        }
    }

    private static ProtocolException malformed(String problem) {
        return new ProtocolException(400, ProtocolException.INVALID_PARAMS, "params." + problem);
    }
}
