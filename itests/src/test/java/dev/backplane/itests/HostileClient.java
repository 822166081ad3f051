package dev.backplane.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Probe;
import dev.backplane.itests.harness.Raw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** How tests of bad input speak to the platform; after each test it must serve on, without a stack trace in its log. */
abstract class HostileClient {

    static final int MEBIBYTE = 1 << 20;
    static final String JSON = "Content-Type: application/json\nAccept: application/json, text/event-stream";
    static final String MODERN = JSON + "\nMCP-Protocol-Version: 2026-07-28\nMcp-Method: tools/call";
    static final String ENVELOPE = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    static Distribution backplane;

    @BeforeAll
    static void start() {
        backplane = Distribution.hostile();
    }

    @AfterEach
    void servesOn() throws IOException {
        assertThat(Probe.echo(backplane.endpoint(), "still there")).contains("still there");
        assertThat(backplane.log()).doesNotContain("Exception");
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Raw.Response post(String headers, byte[] body) throws IOException {
        try (Raw raw = new Raw(backplane.port())) {
            return raw.post(headers, body).read();
        }
    }

    static Raw.Response post(String headers, String body) throws IOException {
        return post(headers, bytes(body));
    }

    static Raw.Response send(String request) throws IOException {
        try (Raw raw = new Raw(backplane.port())) {
            return raw.send(bytes(request.replace("\n", "\r\n"))).read();
        }
    }

    /** A modern call. */
    static Raw.Response call(String tool, String arguments) throws IOException {
        return post(
                MODERN + "\nMcp-Name: " + tool,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                        + "\",\"arguments\":" + arguments + "," + ENVELOPE + "}}");
    }

    /** Opens a session and gives the headers that its messages have. */
    static String session(String version) throws IOException {
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

    static void assertRefused(Raw.Response response, int status, int code) {
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        assertThat(response.code()).as(response.body()).isEqualTo(code);
        assertThat(response.json().get("jsonrpc").getAsString()).isEqualTo("2.0");
    }

    /** Asks the platform itself whether a thread is in that class. */
    static void awaitThreads(String in, boolean present) {
        Await.until("a thread is " + (present ? "" : "no longer ") + "in " + in, Duration.ofSeconds(10), () -> {
            try {
                return call("threads_dump", "{}").body().contains(in) == present;
            } catch (IOException e) {
                return false;
            }
        });
    }
}
