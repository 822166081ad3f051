package dev.backplane.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Probe;
import dev.backplane.itests.harness.Raw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What no client should send, through HTTP: each is refused for what it is, and the next good call is answered. */
class BadInputIT {

    private static final int MEBIBYTE = 1 << 20;
    private static final String JSON = "Content-Type: application/json\nAccept: application/json, text/event-stream";
    private static final String MODERN = JSON + "\nMCP-Protocol-Version: 2026-07-28\nMcp-Method: tools/call";
    private static final String ENVELOPE = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private static Distribution backplane;

    @BeforeAll
    static void start() {
        backplane = Distribution.hostile();
    }

    @AfterEach
    void servesOn() throws IOException {
        assertThat(Probe.echo(backplane.endpoint(), "still there")).contains("still there");
        assertThat(backplane.log()).doesNotContain("Exception");
    }

    // ---- how it is said ------------------------------------------------------------------------------------------

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Raw.Response post(String headers, byte[] body) throws IOException {
        try (Raw raw = new Raw(backplane.port())) {
            return raw.post(headers, body).read();
        }
    }

    private static Raw.Response post(String headers, String body) throws IOException {
        return post(headers, bytes(body));
    }

    private static Raw.Response send(String request) throws IOException {
        try (Raw raw = new Raw(backplane.port())) {
            return raw.send(bytes(request.replace("\n", "\r\n"))).read();
        }
    }

    /** A modern call. */
    private static Raw.Response call(String tool, String arguments) throws IOException {
        return post(
                MODERN + "\nMcp-Name: " + tool,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                        + "\",\"arguments\":" + arguments + "," + ENVELOPE + "}}");
    }

    /** Opens a session and gives the headers that its messages have. */
    private static String session(String version) throws IOException {
        Raw.Response opened = post(JSON, """
                {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"%s","capabilities":{},\
                "clientInfo":{"name":"bad","version":"1"}}}""".formatted(version));
        assertThat(opened.status()).as(opened.body()).isEqualTo(200);
        String headers = JSON + "\nMcp-Session-Id: " + opened.headers().get("mcp-session-id")
                + "\nMCP-Protocol-Version: " + version;
        Raw.Response ready = post(headers, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        assertThat(ready.status()).isEqualTo(202);
        return headers;
    }

    private static void assertRefused(Raw.Response response, int status, int code) {
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        assertThat(response.code()).as(response.body()).isEqualTo(code);
        assertThat(response.json().get("jsonrpc").getAsString()).isEqualTo("2.0");
    }

    // ---- no JSON, or too much of it ------------------------------------------------------------------------------

    @Test
    void brokenJson_isAParseError() throws Exception {
        for (String body :
                new String[] {"", "{", "{\"jsonrpc\":\"2.0\",", "nonsense", "{'a':1}", "{\"a\":01}", "{}}"}) {
            Raw.Response response = post(JSON, body);
            assertRefused(response, 400, -32700);
            assertThat(response.json().has("id")).as(response.body()).isFalse();
        }
    }

    @Test
    void noMessage_isAnInvalidRequest() throws Exception {
        for (String body :
                new String[] {"{}", "7", "null", "\"text\"", "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}"}) {
            assertRefused(post(JSON, body), 400, -32600);
        }
    }

    @Test
    void invalidUtf8_isAParseError() throws Exception {
        byte[] body = bytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":\"xy\"}}");
        int x = new String(body, StandardCharsets.UTF_8).indexOf('x');
        for (int[] bad : new int[][] {{0xC3, 'y'}, {0xFF, 0xFE}, {0xC0, 0x80}, {0x80, 'y'}}) {
            body[x] = (byte) bad[0];
            body[x + 1] = (byte) bad[1];
            assertRefused(post(JSON, body), 400, -32700);
        }
    }

    @Test
    void nesting_over128_isAParseError() throws Exception {
        String deep = "[".repeat(200) + "]".repeat(200);
        String message = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":" + deep + "}}";
        Raw.Response response = post(JSON, message);
        assertRefused(response, 400, -32700);
        assertThat(response.body()).contains("128");
        assertRefused(post(JSON, "[".repeat(3 * MEBIBYTE)), 400, -32700);
    }

    @Test
    void body_over4MiB_isRefusedBeforeItIsRead() throws Exception {
        Raw.Response announced = send(
                "POST /mcp HTTP/1.1\nHost: 127.0.0.1\nContent-Length: " + (4 * MEBIBYTE + 1) + "\n" + JSON + "\n\n");
        assertRefused(announced, 413, -32600);
        assertThat(announced.body()).contains(Integer.toString(4 * MEBIBYTE));

        try (Raw raw = new Raw(backplane.port())) {
            raw.send(bytes(("POST /mcp HTTP/1.1\nHost: 127.0.0.1\nTransfer-Encoding: chunked\n" + JSON + "\n\n")
                    .replace("\n", "\r\n")));
            byte[] chunk = bytes("100000\r\n" + " ".repeat(MEBIBYTE) + "\r\n");
            for (int i = 0; i < 4; i++) {
                raw.send(chunk);
            }
            raw.send(bytes("1\r\n \r\n"));
            assertRefused(raw.read(), 413, -32600);
        }
    }

    // ---- wrong HTTP ----------------------------------------------------------------------------------------------

    @Test
    void contentType_other_is415() throws Exception {
        for (String type : new String[] {"text/plain", "application/xml", "application/json; charset=latin1", "json"}) {
            assertRefused(
                    post("Accept: application/json, text/event-stream\nContent-Type: " + type, "{}"), 415, -32600);
        }
        assertRefused(post("Accept: application/json, text/event-stream", "{}"), 415, -32600);
    }

    @Test
    void accept_notBoth_is406() throws Exception {
        for (String accept : new String[] {"text/html", "application/json", "text/event-stream"}) {
            assertRefused(post("Content-Type: application/json\nAccept: " + accept, "{}"), 406, -32600);
        }
        String get = "GET /mcp HTTP/1.1\nHost: 127.0.0.1\nAccept: application/json\n\n";
        assertThat(send(get).status()).isEqualTo(406);
    }

    @Test
    void method_other_is405() throws Exception {
        Raw.Response response = send("PUT /mcp HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 0\n\n");
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.headers().get("allow")).contains("POST", "GET", "DELETE");
    }

    @Test
    void origin_foreign_is403InBothEras() throws Exception {
        for (String origin : new String[] {"http://evil.example", "null", "http://127.0.0.1.evil.example"}) {
            assertRefused(post(JSON + "\nOrigin: " + origin, "{}"), 403, -32600);
            assertRefused(post(MODERN + "\nOrigin: " + origin, "{}"), 403, -32600);
        }
    }

    @Test
    void host_foreign_is403() throws Exception {
        Raw.Response response = send("POST /mcp HTTP/1.1\nHost: evil.example\nContent-Length: 2\n" + JSON + "\n\n{}");
        assertRefused(response, 403, -32600);
        assertThat(send("GET /mcp HTTP/1.1\nHost: evil.example:8080\nAccept: text/event-stream\n\n")
                        .status())
                .isEqualTo(403);
    }

    // ---- sessions ------------------------------------------------------------------------------------------------

    @Test
    void session_unknownOrEnded_is404() throws Exception {
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        assertThat(post(JSON + "\nMcp-Session-Id: no-such-session", ping).status())
                .isEqualTo(404);

        String headers = session("2025-11-25");
        assertThat(post(headers, ping).status()).isEqualTo(200);
        String delete = "DELETE /mcp HTTP/1.1\nHost: 127.0.0.1\n" + headers + "\n\n";
        assertThat(send(delete).status()).isBetween(200, 204);
        assertThat(post(headers, ping).status()).isEqualTo(404);
        assertThat(send(delete).status()).isEqualTo(404);
        assertThat(send("GET /mcp HTTP/1.1\nHost: 127.0.0.1\n" + headers + "\n\n")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void session_missing_is400() throws Exception {
        Raw.Response response = post(JSON, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        assertRefused(response, 400, -32600);
        assertThat(response.body()).contains("Mcp-Session-Id");
        assertThat(send("GET /mcp HTTP/1.1\nHost: 127.0.0.1\nAccept: text/event-stream\n\n")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void version_unsupported_is400() throws Exception {
        String headers = session("2025-11-25").replace("Version: 2025-11-25", "Version: 1999-01-01");
        assertThat(post(headers, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")
                        .status())
                .isEqualTo(400);

        Raw.Response modern = post(
                MODERN.replace("2026-07-28", "2099-01-01") + "\nMcp-Name: echo",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{},"
                        + ENVELOPE.replace("2026-07-28", "2099-01-01") + "}}");
        assertRefused(modern, 400, -32022);
        assertThat(modern.json()
                        .getAsJsonObject("error")
                        .getAsJsonObject("data")
                        .toString())
                .contains("\"supported\":[\"2026-07-28\"]", "\"requested\":\"2099-01-01\"");
    }

    @Test
    void version_unknownInInitialize_isAnsweredWithTheNewest() throws Exception {
        Raw.Response response = post(JSON, """
                {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"1999-01-01",\
                "capabilities":{},"clientInfo":{"name":"bad","version":"1"}}}""");
        assertThat(response.json()
                        .getAsJsonObject("result")
                        .get("protocolVersion")
                        .getAsString())
                .isEqualTo("2025-11-25");
    }

    @Test
    void headers_thatContradictTheBody_are400() throws Exception {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\","
                + "\"arguments\":{\"message\":\"x\"}," + ENVELOPE + "}}";
        assertRefused(post(MODERN + "\nMcp-Name: slow", body), 400, -32020);
        assertRefused(post(MODERN, body), 400, -32020);
        assertRefused(post(MODERN.replace("tools/call", "tools/list") + "\nMcp-Name: echo", body), 400, -32020);
        assertRefused(post(JSON + "\nMCP-Protocol-Version: 2025-11-25", body), 400, -32020);
    }

    // ---- requests and batches ------------------------------------------------------------------------------------

    @Test
    void id_usedTwiceInFlight_secondIsRefused() throws Exception {
        String headers = session("2025-11-25");
        String slow = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"slow\","
                + "\"arguments\":{\"millis\":60000}}}";
        try (Raw first = new Raw(backplane.port())) {
            first.post(headers, bytes(slow));
            awaitThreads("SlowTool", true);
            assertRefused(post(headers, slow), 400, -32600);
            String cancel = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}";
            assertThat(post(headers, cancel).status()).isEqualTo(202);
            awaitThreads("SlowTool", false);
        }
    }

    @Test
    void batch_overItsLimit_isRefusedAsAWhole() throws Exception {
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"ping\"}";
        StringBuilder batch = new StringBuilder();
        for (int i = 0; i < 101; i++) {
            batch.append(i == 0 ? "[" : ",").append(String.format(Locale.ROOT, ping, i));
        }
        Raw.Response response = post(session("2025-03-26"), batch + "]");
        assertRefused(response, 400, -32600);
        assertThat(response.body()).contains("101", "100");
        assertRefused(post(session("2025-11-25"), "[" + String.format(Locale.ROOT, ping, 1) + "]"), 400, -32600);
        assertRefused(post(session("2025-03-26"), "[]"), 400, -32600);
        Raw.Response good = post(session("2025-03-26"), "[" + String.format(Locale.ROOT, ping, 1) + "]");
        assertThat(good.status()).isEqualTo(200);
    }

    // ---- tools ---------------------------------------------------------------------------------------------------

    @Test
    void tool_unknown_isInvalidParams() throws Exception {
        assertThat(call("no_such_tool", "{}").code()).isEqualTo(-32602);
    }

    @Test
    void arguments_thatTheSchemaForbids_areAnErrorThatNamesPathAndRule() throws Exception {
        Raw.Response response = call("echo", "{\"message\":7}");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.json().getAsJsonObject("result").get("isError").getAsBoolean())
                .isTrue();
        assertThat(response.body()).contains("/message", "string");
    }

    @Test
    void handler_throws_isAnErrorOfTheTool() throws Exception {
        Raw.Response response = call("test_error_handling", "{}");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.json().getAsJsonObject("result").get("isError").getAsBoolean())
                .isTrue();
        assertThat(response.body()).contains("intentionally").doesNotContain("\\tat ");
    }

    @Test
    void output_thatItsSchemaForbids_neverReachesTheClient() throws Exception {
        Raw.Response response = call("test_forbidden_output", "{}");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.json().getAsJsonObject("result").get("isError").getAsBoolean())
                .isTrue();
        assertThat(response.body()).contains("/count").doesNotContain("structuredContent");
    }

    // ---- clients that go away, or crawl --------------------------------------------------------------------------

    @Test
    void client_goesAwayMidCall_cancelsTheCall() throws Exception {
        try (Raw raw = new Raw(backplane.port())) {
            raw.post(
                    MODERN + "\nMcp-Name: slow",
                    bytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"slow\","
                            + "\"arguments\":{\"millis\":60000}," + ENVELOPE + "}}"));
            awaitThreads("SlowTool", true);
            raw.reset();
        }
        awaitThreads("SlowTool", false);
    }

    @Test
    void request_aByteASecond_isClosedByTheTimeout() throws Exception {
        byte[] head = bytes("POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n");
        byte[] body = bytes("POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
                + JSON.replace("\n", "\r\n") + "\r\n\r\n{");
        for (byte[] start : new byte[][] {head, body}) {
            long began = System.nanoTime();
            try (Raw raw = new Raw(backplane.port())) {
                raw.send(start);
                int sent = 0;
                while (!raw.endsWithin(1_000)) {
                    assertThat(sent++).as("bytes sent after the timeout of 2 s").isLessThan(10);
                    raw.send(bytes(" "));
                }
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(8));
        }
    }

    /** Asks the platform itself whether a thread is in that class. */
    private static void awaitThreads(String in, boolean present) {
        Await.until("a thread is " + (present ? "" : "no longer ") + "in " + in, Duration.ofSeconds(10), () -> {
            try {
                return call("threads_dump", "{}").body().contains(in) == present;
            } catch (IOException e) {
                return false;
            }
        });
    }
}
