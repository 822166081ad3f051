package dev.backplane.engine.internal;

import dev.backplane.api.Json;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.transport.Exchange;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Revisions 2024-11-05 to 2025-11-25: a handshake opens a session, which all else belongs to. Thread-safe. */
final class LegacyEra {

    /** The kind under which the registry knows sessions. */
    static final String SESSION = "session";

    private final Frames frames;
    private final Supplier<Settings> settings;
    private final Catalog catalog;
    private final TaskRequests tasks;
    private final Sessions sessions;
    private final Observers observers;

    LegacyEra(
            Frames frames,
            Supplier<Settings> settings,
            Catalog catalog,
            TaskRequests tasks,
            Sessions sessions,
            Observers observers) {
        this.frames = frames;
        this.settings = settings;
        this.catalog = catalog;
        this.tasks = tasks;
        this.sessions = sessions;
        this.observers = observers;
    }

    // ---- requests ------------------------------------------------------------------------------------------------

    void request(Exchange exchange, Message.Request message, Members meta) {
        if (message.method().equals("initialize")) {
            initialize(exchange, message, meta);
            return;
        }
        LiveSession session = sessions.require(exchange);
        try {
            Slice id = Slice.of(message.id().toBytes());
            LegacyReply reply = new LegacyReply(
                    frames, exchange, session, id, settings.get().streams().retryMillis());
            boolean taken = false;
            try {
                request(exchange, message, meta, session, id, reply);
                taken = true;
            } finally {
                if (!taken) {
                    reply.drop();
                }
            }
        } finally {
            session.exit();
        }
    }

    void request(Exchange exchange, Message.Request message, Members meta, LiveSession session, Slice id, Reply reply) {
        if (session.call(id) != null) {
            throw new ProtocolException(
                    400, ProtocolException.INVALID_REQUEST, "A request with id " + id.text() + " is already under way");
        }
        exchange.takenAs(session.version().id());
        RpcRequest request = observers.observed(new RpcRequest(
                frames.codec(),
                exchange,
                session.version(),
                id,
                message.method(),
                message.params() == null ? Members.NONE : message.params(),
                meta,
                session,
                session.client(),
                reply));
        Outcome outcome = answer(request, session);
        if (outcome != null) {
            request.reply().result(outcome);
        }
    }

    /** Returns the result, or null where it comes by another way. */
    private @Nullable Outcome answer(RpcRequest request, LiveSession session) {
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
            case "resources/subscribe" -> {
                return catalog.resources().subscribe(request, session);
            }
            case "resources/unsubscribe" -> {
                return catalog.resources().unsubscribe(request, session);
            }
            case "prompts/list" -> {
                return catalog.prompts().list(request);
            }
            case "prompts/get" -> catalog.prompts().get(request);
            case "completion/complete" -> catalog.completions().complete(request);
            case "logging/setLevel" -> {
                return setLevel(request, session);
            }
            case "ping" -> {
                return Outcome.EMPTY;
            }
            default -> {
                if (session.version() == ProtocolVersion.V2025_11_25) {
                    return taskAnswer(request);
                }
                throw unknown(request.method());
            }
        }
        return null;
    }

    private @Nullable Outcome taskAnswer(RpcRequest request) {
        switch (request.method()) {
            case "tasks/get" -> {
                return tasks.get(request);
            }
            case "tasks/list" -> {
                return tasks.list(request);
            }
            case "tasks/cancel" -> tasks.cancelNow(request);
            case "tasks/result" -> tasks.result(request);
            default -> throw unknown(request.method());
        }
        return null;
    }

    private static ProtocolException unknown(String method) {
        return new ProtocolException(200, ProtocolException.METHOD_NOT_FOUND, "Method not found: " + method);
    }

    private static Outcome setLevel(RpcRequest request, LiveSession session) {
        String level = request.requiredString("level");
        if (Wire.logLevel(level) == null) {
            throw ProtocolException.invalidParams("params.level is '" + level + "', must be debug, info, notice,"
                    + " warning, error, critical, alert or emergency");
        }
        session.update(record -> record.withLogLevel(level));
        return Outcome.EMPTY;
    }

    // ---- the handshake -------------------------------------------------------------------------------------------

    private void initialize(Exchange exchange, Message.Request message, Members meta) {
        long since = observers.now();
        Observers.Trace trace = Observers.Trace.of(meta);
        Slice id = Slice.of(message.id().toBytes());
        Map<String, Object> params = Json.object(params(message.params()), "params");
        String wanted = Json.string(params.get("protocolVersion"), "params.protocolVersion");
        ProtocolVersion asked = ProtocolVersion.of(wanted);
        ProtocolVersion version = asked == null || asked.modern() ? ProtocolVersion.NEWEST_LEGACY : asked;
        LiveSession session = sessions.open(exchange, version, params);
        session.exit();
        exchange.takenAs(version.id());
        exchange.setHeader(Sessions.HEADER, session.id());
        Settings now = settings.get();
        Outcome outcome = Outcome.of(out -> {
            out.name("protocolVersion").value(version.id());
            out.name("capabilities");
            capabilities(out, version);
            out.name("serverInfo").raw(frames.serverInfo());
            if (!now.server().instructions().isEmpty()) {
                out.name("instructions").value(now.server().instructions());
            }
        });
        frames.respond(exchange, 200, id, out -> frames.result(out, id, outcome, version));
        observers.opened(exchange, id, session, trace, since);
    }

    private Map<String, Object> params(@Nullable Members members) {
        Map<String, Object> values = new java.util.LinkedHashMap<>();
        if (members != null) {
            for (Members.Member member : members.members()) {
                Object value = frames.codec().value(member.value());
                if (value != null) {
                    values.put(member.name(), value);
                }
            }
        }
        return values;
    }

    private static void capabilities(JsonWriter out, ProtocolVersion version) {
        out.beginObject();
        out.name("tools").any(Map.of("listChanged", true));
        out.name("resources").beginObject().name("subscribe").value(true);
        out.name("listChanged").value(true).endObject();
        out.name("prompts").any(Map.of("listChanged", true));
        out.name("logging").any(Map.of());
        if (version.atLeast(ProtocolVersion.V2025_03_26)) {
            out.name("completions").any(Map.of());
        }
        if (version.atLeast(ProtocolVersion.V2025_11_25)) {
            out.name("tasks")
                    .any(Map.of(
                            "list", Map.of(),
                            "cancel", Map.of(),
                            "requests", Map.of("tools", Map.of("call", Map.of()))));
        }
        out.endObject();
    }

    // ---- what wants no answer ------------------------------------------------------------------------------------

    void notification(Exchange exchange, Message.Notification message) {
        LiveSession session = sessions.require(exchange);
        try {
            take(session, message);
        } finally {
            session.exit();
        }
        exchange.respond(202);
    }

    void take(LiveSession session, Message.Notification message) {
        Members params = message.params() == null ? Members.NONE : message.params();
        switch (message.method()) {
            case "notifications/initialized" -> session.update(record -> record.withInitialized());
            case "notifications/cancelled" -> {
                Slice id = params.get("requestId");
                UnderWay call = id == null ? null : session.call(id);
                if (call != null) {
                    call.cancel("the client cancelled it");
                }
            }
            default -> {
                // Others tell nothing that the server acts upon.
            }
        }
    }

    void response(Exchange exchange, Message.Response message) {
        LiveSession session = sessions.require(exchange);
        try {
            take(session, message);
        } finally {
            session.exit();
        }
        exchange.respond(202);
    }

    void take(LiveSession session, Message.Response message) {
        Slice id = message.id();
        if (id == null || !(frames.codec().value(id) instanceof String requestId)) {
            return;
        }
        Round round = session.answered(requestId);
        if (round == null) {
            return;
        }
        if (message.error() != null) {
            Object error = frames.codec().value(message.error());
            Map<?, ?> fields = error instanceof Map<?, ?> map ? map : Map.of();
            long code = fields.get("code") instanceof Number number ? number.longValue() : 0;
            round.answer(requestId, new Round.Refusal(code, String.valueOf(fields.get("message"))));
        } else if (message.result() != null) {
            round.answer(requestId, frames.codec().value(message.result()));
        }
    }

    /** @throws ProtocolException if {@code _meta} is there, but no object */
    Members metaOf(@Nullable Members params) {
        Slice meta = params == null ? null : params.get("_meta");
        if (meta == null) {
            return Members.NONE;
        }
        try {
            return frames.codec().members(meta);
        } catch (CodecException e) {
            throw new ProtocolException(400, ProtocolException.INVALID_PARAMS, "params._meta must be an object");
        }
    }
}
