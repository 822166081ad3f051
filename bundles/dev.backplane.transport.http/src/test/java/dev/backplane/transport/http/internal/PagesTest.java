package dev.backplane.transport.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import dev.backplane.spi.web.Page;
import dev.backplane.spi.web.PageRequest;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {

    private Fixture fixture;

    @AfterEach
    void stop() {
        fixture.close();
    }

    /** Tells what it was asked, and on which thread. */
    private record Telling(String path) implements Page {
        @Override
        public void handle(PageRequest request, Exchange exchange) throws Exception {
            if (request.path().endsWith("/throw")) {
                throw new java.io.IOException("as asked");
            }
            if (request.path().endsWith("/events")) {
                try (Closing stream = new Closing(exchange.stream())) {
                    stream.stream().send(null, "one".getBytes(StandardCharsets.UTF_8));
                }
                return;
            }
            String text = path + " " + request.method() + " " + request.path() + " " + request.parameter("q") + " "
                    + new String(request.body(), StandardCharsets.UTF_8) + " "
                    + Thread.currentThread().getName();
            Page.answer(exchange, 200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private record Closing(EventStream stream) implements AutoCloseable {
        @Override
        public void close() {
            stream.close();
        }
    }

    private RawClient open(Object... settings) throws Exception {
        fixture = new Fixture(settings);
        fixture.pages.add(new Telling("/p"));
        fixture.pages.add(new Telling("/p/deep"));
        return fixture.client();
    }

    @Test
    void request_fitsAPage_isAnsweredOffTheIoThread() throws Exception {
        try (RawClient client = open()) {
            RawClient.Reply reply = client.request("GET /p/a.b?q=7");
            assertThat(reply.body()).isEqualTo("/p GET /p/a.b 7  backplane-http-page");
            assertThat(reply.headers())
                    .containsEntry("content-type", "text/plain")
                    .containsEntry("x-content-type-options", "nosniff")
                    .doesNotContainKey("access-control-allow-origin");
            assertThat(client.request("GET /p.json").body()).startsWith("/p GET /p.json");
            assertThat(client.request("GET /p/deep/x").body()).startsWith("/p/deep GET");
            client.send("POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(client.reply().body()).startsWith("/p POST /p null abc");
            assertThat(client.post("echo:x").body()).as("MCP beside it").isEqualTo("echo:x");
        }
        fixture.assertClean();
    }

    @Test
    void request_streams_getsEvents() throws Exception {
        try (RawClient client = open()) {
            RawClient.Reply reply = client.request("GET /p/events");
            assertThat(reply.headers()).containsEntry("content-type", "text/event-stream");
            assertThat(reply.body()).contains("data: one\n");
        }
        fixture.assertClean();
    }

    @Test
    void page_throws_is500() throws Exception {
        try (RawClient client = open()) {
            assertThat(client.request("GET /p/throw").status()).isEqualTo(500);
            assertThat(client.request("GET /p").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/pp", "/", "/p/../p", "/p//x", "/p/..", "/p/%2e%2e", "/p/./x", "/p/a%00", "/P"})
    void path_fitsNoPage_is404(String path) throws Exception {
        try (RawClient client = open()) {
            assertThat(client.request("GET " + path).status()).isEqualTo(404);
        }
    }

    @Test
    void request_ofAnotherOriginHostOrMethod_isRefused() throws Exception {
        try (RawClient client = open()) {
            assertThat(client.request("GET /p", "Origin: http://localhost:9").status())
                    .isEqualTo(403);
            assertThat(client.request("GET /p", "Origin: null").status()).isEqualTo(403);
            assertThat(client.request("GET /p", "Origin: http://localhost").status())
                    .isEqualTo(200);
            assertThat(client.request("GET /p", "Host: evil.example").status()).isEqualTo(403);
            assertThat(client.request("DELETE /p").status()).isEqualTo(405);
        }
    }

    @Test
    void body_overTheLimit_is413() throws Exception {
        try (RawClient client = open("bodyBytesMax", 1024)) {
            client.send("POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1025\r\n\r\n");
            assertThat(client.reply().status()).isEqualTo(413);
        }
    }

    @Test
    void pages_notAllowedHere_are404() throws Exception {
        try (RawClient client = open("pages", "no")) {
            assertThat(client.request("GET /p").status()).isEqualTo(404);
        }
        Settings loopback = Settings.of(Fixture.config());
        assertThat(loopback.servesPages(true)).isTrue();
        assertThat(loopback.servesPages(false)).isFalse();
        assertThat(Settings.of(Fixture.config("host", "0.0.0.0")).servesPages(true))
                .isFalse();
        assertThat(Settings.of(Fixture.config("pages", "yes")).servesPages(false))
                .isTrue();
    }

    @Test
    void paths_ofAnyKind_fitOrDoNot() throws Exception {
        open().close();
        Random random = new Random(7);
        char[] parts = "/p.%\\\u0000\u00e4;-_a".toCharArray();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder path = new StringBuilder("/p");
            for (int n = random.nextInt(12); n > 0; n--) {
                path.append(parts[random.nextInt(parts.length)]);
            }
            String text = path.toString();
            assertThatCode(() -> {
                        Page found = fixture.pages.find(text);
                        if (found != null) {
                            assertThat(text)
                                    .matches("/p(deep)?([/.][a-zA-Z0-9_/.-]*)?")
                                    .doesNotContain("..", "//");
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }
}
