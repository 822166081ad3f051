package dev.backplane.itests.load;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.harness.Raw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/** An MCP client of both eras on one connection that is kept; connects again after an error. For one thread. */
final class Client implements AutoCloseable {
    static final String LEGACY = "2025-11-25";
    private static final String MODERN = "2026-07-28";
    private static final String TYPES =
            "Content-Type: application/json\nAccept: application/json, text/event-stream\nMCP-Protocol-Version: ";
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"" + MODERN
            + "\",\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private static final String TASKS_META =
            META.replace("{}", "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}},\"elicitation\":{}}");

    private final int port;
    private Raw raw;
    private long ids;

    Client(int port) {
        this.port = port;
    }

    /** Opens a session: its id, or an error. */
    String open() {
        String params = "{\"protocolVersion\":\"" + LEGACY
                + "\",\"capabilities\":{\"elicitation\":{}},\"clientInfo\":{\"name\":\"load\",\"version\":\"1\"}}";
        return exchange(() -> {
            Raw.Response answer = connection()
                    .post(TYPES + LEGACY, message("initialize", params))
                    .read();
            String id = answer.headers().get("mcp-session-id");
            return answer.status() == 200 && id != null ? id : error(answer);
        });
    }

    /** Says {@code notifications/initialized}: the status. */
    String initialized(String session) {
        String text = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
        return exchange(() -> status(connection()
                .post(headers(session), text.getBytes(StandardCharsets.UTF_8))
                .read()));
    }

    /** Deletes a session: the status. */
    String delete(String session) {
        String head = "DELETE /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nMcp-Session-Id: " + session
                + "\r\nContent-Length: 0\r\n\r\n";
        return exchange(() ->
                status(connection().send(head.getBytes(StandardCharsets.UTF_8)).read()));
    }

    /** Calls a tool in a session or, where that is empty, statelessly: the text of its result. */
    String call(String session, String tool, String arguments) {
        JsonObject result;
        String params = "{\"name\":\"" + tool + "\",\"arguments\":" + arguments;
        Answer answer = session.isEmpty()
                ? modern("tools/call", tool, params + "," + META + "}")
                : legacy(session, "tools/call", params + "}");
        if (answer.error() != null) {
            return answer.error();
        }
        result = answer.result();
        String text = result.getAsJsonArray("content")
                .get(0)
                .getAsJsonObject()
                .get("text")
                .getAsString();
        boolean failed = result.has("isError") && result.get("isError").getAsBoolean();
        return failed ? Operation.ERROR + "the tool failed: " + text : text;
    }

    /** Lists the tools: their names. */
    String list(String session) {
        Answer answer =
                session.isEmpty() ? modern("tools/list", null, "{" + META + "}") : legacy(session, "tools/list", "{}");
        if (answer.error() != null) {
            return answer.error();
        }
        StringJoiner names = new StringJoiner(" ");
        for (JsonElement tool : answer.result().getAsJsonArray("tools")) {
            names.add(tool.getAsJsonObject().get("name").getAsString());
        }
        return names.toString();
    }

    /** Sends a request whose result says nothing: {@code ok}. */
    String plain(String session, String method, String params) {
        Answer answer = legacy(session, method, params);
        return answer.error() == null ? "ok" : answer.error();
    }

    /**
     * Sends a request in a session or, where that is empty, statelessly, by a client that follows tasks: the JSON of the result.
     *
     * @param name the value of {@code Mcp-Name}; null: none
     * @param members of the params; empty: none
     */
    String request(String session, String method, String name, String members) {
        String all = session.isEmpty() && !members.isEmpty() ? members + "," : members;
        Answer answer = session.isEmpty()
                ? modern(method, name, "{" + all + TASKS_META + "}")
                : legacy(session, method, "{" + all + "}");
        return answer.error() == null ? answer.result().toString() : answer.error();
    }

    /** Headers of messages in a session. */
    static String headers(String session) {
        return TYPES + LEGACY + "\nMcp-Session-Id: " + session;
    }

    /** Headers of a stateless message. */
    static String modernHeaders(String method) {
        return TYPES + MODERN + "\nMcp-Method: " + method;
    }

    /** Params of a stateless message, with these members. */
    static String modernParams(String members) {
        return "{" + members + "," + META + "}";
    }

    @Override
    public void close() {
        if (raw != null) {
            try {
                raw.close();
            } catch (IOException e) {
                // it is gone, which is what was wanted
            }
            raw = null;
        }
    }

    private record Answer(JsonObject result, String error) {}

    private Answer legacy(String session, String method, String params) {
        return request(headers(session), method, params);
    }

    private Answer modern(String method, String name, String params) {
        return request(modernHeaders(method) + (name == null ? "" : "\nMcp-Name: " + name), method, params);
    }

    private Answer request(String headers, String method, String params) {
        Answer[] parsed = new Answer[1];
        byte[] message = message(method, params);
        long id = ids;
        String failure = exchange(() -> {
            Raw.Response answer = connection().post(headers, message).read();
            if (answer.status() != 200) {
                return error(answer);
            }
            JsonObject json = answer.json();
            if (!json.has("id") || json.get("id").getAsLong() != id) {
                return Operation.ERROR + "an answer to another request than " + id + ": " + answer.body();
            }
            if (!json.has("result")) {
                return error(answer);
            }
            parsed[0] = new Answer(json.getAsJsonObject("result"), null);
            return "";
        });
        return parsed[0] == null ? new Answer(new JsonObject(), failure) : parsed[0];
    }

    private byte[] message(String method, String params) {
        ids++;
        return ("{\"jsonrpc\":\"2.0\",\"id\":" + ids + ",\"method\":\"" + method + "\",\"params\":" + params + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @FunctionalInterface
    private interface Exchange {
        String answer() throws IOException;
    }

    private String exchange(Exchange exchange) {
        try {
            return exchange.answer();
        } catch (IOException | RuntimeException e) {
            close();
            return Operation.ERROR + e;
        }
    }

    private Raw connection() throws IOException {
        if (raw == null) {
            raw = new Raw(port);
        }
        return raw;
    }

    private static String status(Raw.Response answer) {
        return answer.status() / 100 == 2 ? Integer.toString(answer.status()) : error(answer);
    }

    static String error(Raw.Response answer) {
        String body = answer.body();
        try {
            JsonObject error = JsonParser.parseString(body).getAsJsonObject().getAsJsonObject("error");
            body = error.get("code") + " " + error.get("message").getAsString();
        } catch (RuntimeException e) {
            // the body as it is, then
        }
        return Operation.ERROR + answer.status() + " " + body;
    }
}
