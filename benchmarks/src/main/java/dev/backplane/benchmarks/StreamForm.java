package dev.backplane.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a client opens an event stream that hears of changed tools. */
enum StreamForm {

    /** The standing stream of a session, 2025-11-25. */
    GET {
        @Override
        void open(StreamClient client) throws IOException {
            String opened = client.exchange(post("/mcp", "", INITIALIZE));
            String session = "Mcp-Session-Id: " + found(SESSION, opened) + "\r\n" + REVISION;
            client.exchange(post("/mcp", session, INITIALIZED));
            client.head("GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + session + COMMON);
        }
    },

    /** {@code subscriptions/listen}, 2026-07-28. */
    LISTEN {
        @Override
        void open(StreamClient client) throws IOException {
            client.head(post(
                    "/mcp",
                    "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: subscriptions/listen\r\n",
                    request("subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}," + META)));
        }
    },

    /** HTTP+SSE, 2024-11-05. */
    SSE {
        @Override
        void open(StreamClient client) throws IOException {
            client.head("GET /sse HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + COMMON);
            String path = found(ENDPOINT, client.read("\n\n"));
            try (StreamClient posting = client.another()) {
                posting.exchange(post(path, "", INITIALIZE.replace("2025-11-25", "2024-11-05")));
                client.read("\"result\"");
                posting.exchange(post(path, "", INITIALIZED));
            }
        }
    };

    private static final Pattern SESSION = Pattern.compile("(?i)mcp-session-id: *(\\S+)");
    private static final Pattern ENDPOINT = Pattern.compile("data: (\\S+)");
    private static final String REVISION = "MCP-Protocol-Version: 2025-11-25\r\n";

    /** What clients send besides. */
    private static final String COMMON =
            "User-Agent: node\r\nAccept-Language: *\r\nSec-Fetch-Mode: cors\r\nAccept-Encoding: gzip, deflate\r\n\r\n";

    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"load\",\"version\":\"1\"},"
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
    private static final String INITIALIZE = request(
            "initialize",
            "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"roots\":{},\"sampling\":{}},"
                    + "\"clientInfo\":{\"name\":\"load\",\"version\":\"1\"}");
    private static final String INITIALIZED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

    /** Opens the stream on the client's connection, and reads up to where news begin. */
    abstract void open(StreamClient client) throws IOException;

    /** Returns a stateless call of a tool without arguments. */
    static String call(String tool) {
        return post(
                "/mcp",
                "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: " + tool + "\r\n",
                request("tools/call", "\"name\":\"" + tool + "\",\"arguments\":{}," + META));
    }

    private static String request(String method, String members) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + members + "}}";
    }

    private static String post(String path, String headers, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\n" + headers + "Content-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n" + COMMON + body;
    }

    private static String found(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }
}
