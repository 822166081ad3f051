package dev.backplane.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Raw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Messages that no client should send: each is refused for what it is, and the next good call is answered. */
class BadInputIT extends HostileClient {

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
    void invalidUtf8_whereItIsNotValidated_isRead() throws Exception {
        byte[] body =
                ("{\"jsonrpc\":\"2.0\",\"id\":\"\u00e3-1\",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\","
                                + "\"arguments\":{\"message\":\"a\u00c3(\u00c0\u00a2b\"}," + ENVELOPE + "}}")
                        .getBytes(StandardCharsets.ISO_8859_1);
        String headers = MODERN + "\nMcp-Name: echo";
        assertRefused(post(headers, body), 400, -32700);
        validateUtf8(false);
        try {
            awaitStatus(200, headers, body);
            Raw.Response response = post(headers, body);
            assertThat(response.json().get("id").getAsString()).isEqualTo("\ufffd-1");
            assertThat(response.json().getAsJsonObject("result").toString()).contains("\"a\ufffd(\ufffd\ufffdb\"");
        } finally {
            validateUtf8(true);
        }
        awaitStatus(400, headers, body);
    }

    private static void validateUtf8(boolean on) {
        backplane.shell("config:property-set -p dev.backplane.codec.gson validateUtf8 " + on);
    }

    private static void awaitStatus(int status, String headers, byte[] body) {
        Await.until("status " + status, Duration.ofSeconds(10), () -> {
            try {
                return post(headers, body).status() == status;
            } catch (IOException e) {
                return false;
            }
        });
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
}
