package dev.backplane.transport.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.transport.http.internal.RawClient.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoorTest {

    private static Fixture fixture;
    private RawClient client;

    @BeforeAll
    static void open() throws Exception {
        fixture = new Fixture("bodyBytesMax", 4096);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @BeforeEach
    void connect() throws Exception {
        client = fixture.client();
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
        fixture.assertClean();
    }

    @Test
    void post_rightHead_echoes() throws Exception {
        Reply reply = client.post("echo:hello");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("echo:hello");
        assertThat(reply.headers())
                .containsEntry("content-type", "application/json")
                .containsKey("date");
        assertThat(reply.headers()).doesNotContainKeys("server", "connection");
    }

    @Test
    void request_otherPath_notFound() throws Exception {
        assertRejected(client.request("GET /other"), 404, "/other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example"})
    void request_foreignHost_forbidden(String host) throws Exception {
        assertRejected(client.request("GET /mcp", "Host: " + host), 403, host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8080", "[::1]:9"})
    void request_loopbackHost_allowed(String host) throws Exception {
        assertThat(client.request("DELETE /mcp", "Host: " + host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "http://evil.example", "http://localhost.evil.example", "file://", "localhost"})
    void request_foreignOrigin_forbidden(String origin) throws Exception {
        Reply reply = client.request("DELETE /mcp", "Origin: " + origin);
        assertRejected(reply, 403, origin);
        assertThat(reply.headers()).doesNotContainKey("access-control-allow-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost", "http://localhost:6274", "https://127.0.0.1:1", "http://[::1]:5"})
    void request_loopbackOrigin_allowedAndExposed(String origin) throws Exception {
        Reply reply = client.request("DELETE /mcp", "Origin: " + origin);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers())
                .containsEntry("access-control-allow-origin", origin)
                .containsEntry("access-control-expose-headers", "Mcp-Session-Id")
                .containsEntry("vary", "Origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "TRACE", "BREW"})
    void request_otherMethod_notAllowed(String method) throws Exception {
        Reply reply = client.request(method + " /mcp");
        assertRejected(reply, 405, method);
        assertThat(reply.headers()).containsEntry("allow", "GET, POST, DELETE, OPTIONS");
    }

    @Test
    void head_anything_hasNoBody() throws Exception {
        client.send("HEAD /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n" + RawClient.postText("echo:next"));
        assertThat(client.head().status()).isEqualTo(405);
        assertThat(client.reply().body()).isEqualTo("echo:next");
    }

    @Test
    void options_fromAllowedOrigin_preflight() throws Exception {
        Reply reply = client.request(
                "OPTIONS /mcp", "Origin: http://localhost:1", "Access-Control-Request-Headers: mcp-session-id");
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.headers())
                .containsEntry("access-control-allow-origin", "http://localhost:1")
                .containsEntry("access-control-allow-headers", "mcp-session-id")
                .containsEntry("access-control-allow-methods", "GET, POST, DELETE, OPTIONS")
                .doesNotContainKey("content-length");
        assertThat(client.post("echo:next").body()).isEqualTo("echo:next");
    }

    @Test
    void options_withoutOrigin_sharesNothing() throws Exception {
        Reply reply = client.request("OPTIONS /mcp");
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.headers()).doesNotContainKeys("access-control-allow-origin", "access-control-allow-methods");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/json; charset=iso-8859-1",
                "application/jsonx",
                "application/x-www-form-urlencoded",
                ";"
            })
    void post_otherContentType_unsupported(String type) throws Exception {
        assertRejected(post("Content-Type: " + type, "Accept: */*"), 415, type);
    }

    @Test
    void post_withoutContentType_unsupported() throws Exception {
        assertRejected(post("Accept: */*"), 415, "absent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON;charset=UTF-8",
                "application/json; charset=\"utf-8\"",
                "application/json; profile=x"
            })
    void post_jsonInUtf8_accepted(String type) throws Exception {
        assertThat(post("Content-Type: " + type).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "text/event-stream",
                "text/html",
                "application/json, text/event-stream;q=0",
                "application/*",
                ",;,"
            })
    void post_acceptWithoutBoth_notAcceptable(String accept) throws Exception {
        assertRejected(post("Content-Type: application/json", "Accept: " + accept), 406, "text/event-stream");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "text/event-stream, application/json",
                "APPLICATION/JSON; q=0.5 , text/*;q=0.1",
                "text/html, */*;q=0.8"
            })
    void post_acceptOfBoth_accepted(String accept) throws Exception {
        assertThat(post("Content-Type: application/json", "Accept: " + accept).status())
                .isEqualTo(200);
    }

    @Test
    void post_twoAcceptHeaders_countTogether() throws Exception {
        assertThat(post("Content-Type: application/json", "Accept: application/json", "Accept: text/event-stream")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void get_withoutEventStream_notAcceptable() throws Exception {
        assertRejected(client.request("GET /mcp", "Accept: application/json"), 406, "text/event-stream");
    }

    @Test
    void post_lengthOverLimit_tooLargeBeforeReading() throws Exception {
        int before = fixture.endpoint.accepted.get();
        client.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + RawClient.TYPES + "Content-Length: 4097\r\n\r\n");
        Reply reply = client.reply();
        assertRejected(reply, 413, "4097");
        assertThat(reply.headers()).containsEntry("connection", "close");
        assertThat(fixture.endpoint.accepted.get()).isEqualTo(before);
    }

    @Test
    void post_absurdLength_tooLarge() throws Exception {
        assertRejected(post("Content-Type: application/json", "Content-Length: 18446744073709551617"), 413, "1844");
    }

    @Test
    void post_bodyOverLimitAndSent_answerStillArrives() throws Exception {
        client.send(RawClient.postText("x".repeat(1 << 20)));
        assertRejected(client.reply(), 413, "1048576");
        assertThat(client.rest()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5", "Transfer-Encoding: chunked"})
    void post_lengthAndSecondFraming_badRequest(String second) throws Exception {
        assertThat(post("Content-Type: application/json", "Content-Length: 4", second)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void post_otherTransferEncoding_badRequest() throws Exception {
        assertRejected(post("Content-Type: application/json", "Transfer-Encoding: gzip"), 400, "gzip");
    }

    private Reply post(String... headers) throws Exception {
        return client.request("POST /mcp", headers);
    }

    private static void assertRejected(Reply reply, int status, String named) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.headers()).containsEntry("content-type", "application/json");
        assertThat(reply.body())
                .startsWith("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\"")
                .endsWith("\"}}")
                .contains(named)
                .doesNotContain("\"id\"");
    }
}
