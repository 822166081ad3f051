package dev.backplane.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Raw;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** HTTP that no client should speak, and clients that go away or crawl. */
class BadHttpIT extends HostileClient {

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
}
