package dev.backplane.otel.internal;

import dev.backplane.spi.call.FinishedCall;
import dev.backplane.spi.call.FinishedCall.End;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How OpenTelemetry's semantic conventions for MCP name what there is to say of a request:
 * <a href="https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/">Semantic conventions for MCP</a>, of 2026.
 */
final class Conventions {

    static final String DURATION = "mcp.server.operation.duration";

    /** The bounds that the conventions want for durations, in seconds. */
    static final List<Double> BOUNDS =
            List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0);

    static final AttributeKey<String> METHOD = AttributeKey.stringKey("mcp.method.name");
    static final AttributeKey<String> TOOL = AttributeKey.stringKey("gen_ai.tool.name");
    static final AttributeKey<String> PROMPT = AttributeKey.stringKey("gen_ai.prompt.name");
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    static final AttributeKey<String> STATUS_CODE = AttributeKey.stringKey("rpc.response.status_code");
    static final AttributeKey<String> VERSION = AttributeKey.stringKey("mcp.protocol.version");
    static final AttributeKey<String> SESSION = AttributeKey.stringKey("mcp.session.id");
    static final AttributeKey<String> RESOURCE = AttributeKey.stringKey("mcp.resource.uri");
    static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("jsonrpc.request.id");
    static final AttributeKey<String> CLIENT = AttributeKey.stringKey("client.address");
    static final AttributeKey<String> TRANSPORT = AttributeKey.stringKey("network.transport");
    static final AttributeKey<String> PROTOCOL = AttributeKey.stringKey("network.protocol.name");

    /** What stands for a method that the protocol does not have. */
    private static final String OTHER = "_OTHER";

    /** As many characters of a session's id as people are shown elsewhere: with all of them one can take it over. */
    private static final int SESSION_SHOWN = 8;

    private static final int TEXT_MAX = 1_024;

    private Conventions() {}

    static String method(FinishedCall call) {
        return FinishedCall.METHODS.contains(call.method()) ? call.method() : OTHER;
    }

    /** Returns the name of the span: the method, with the tool or prompt where there is one. */
    static String spanName(FinishedCall call) {
        String method = method(call);
        String name = call.name();
        return name == null || method.startsWith("resources/") ? method : method + " " + name;
    }

    /** Returns what kind of error the request ended with; null: with none. */
    static @Nullable String errorType(FinishedCall call) {
        return switch (call.end()) {
            case ANSWERED -> null;
            case TOOL_ERROR -> "tool_error";
            case ERROR -> String.valueOf(call.errorCode());
            case CANCELLED -> "cancelled";
        };
    }

    /** Returns what both spans and metrics tell: of few different values each. */
    static Attributes common(FinishedCall call) {
        String method = method(call);
        AttributesBuilder all = Attributes.builder().put(METHOD, method);
        String name = call.name();
        if (name != null && method.equals("tools/call")) {
            all.put(TOOL, name).put(OPERATION, "execute_tool");
        } else if (name != null && method.equals("prompts/get")) {
            all.put(PROMPT, name);
        }
        put(all, ERROR_TYPE, errorType(call));
        if (call.end() == End.ERROR) {
            all.put(STATUS_CODE, String.valueOf(call.errorCode()));
        }
        put(all, VERSION, call.protocolVersion());
        String way = call.transport().toLowerCase(Locale.ROOT);
        all.put(TRANSPORT, way.equals("unix") ? "unix" : "tcp");
        if (way.equals("http") || way.equals("websocket")) {
            all.put(PROTOCOL, way);
        }
        return all.build();
    }

    /** Returns what a span tells besides. */
    static Attributes single(FinishedCall call) {
        AttributesBuilder all = Attributes.builder();
        all.put(REQUEST_ID, shortened(unquoted(call.id().text()), TEXT_MAX));
        String session = call.session();
        if (session != null) {
            all.put(SESSION, shortened(session, SESSION_SHOWN));
        }
        String name = call.name();
        if (name != null && call.method().startsWith("resources/")) {
            all.put(RESOURCE, shortened(name, TEXT_MAX));
        }
        if (!call.transport().equals("unix")) {
            all.put(CLIENT, call.address());
        }
        return all.build();
    }

    private static String unquoted(String json) {
        return json.length() > 1 && json.startsWith("\"") ? json.substring(1, json.length() - 1) : json;
    }

    private static String shortened(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max);
    }

    private static void put(AttributesBuilder all, AttributeKey<String> key, @Nullable String value) {
        if (value != null) {
            all.put(key, value);
        }
    }
}
