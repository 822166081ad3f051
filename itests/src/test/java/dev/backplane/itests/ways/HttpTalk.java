package dev.backplane.itests.ways;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.harness.Raw;
import dev.backplane.transport.tls.TestKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** Streamable HTTP: a POST a message; or HTTP+SSE: the same, with all answers on one stream. */
final class HttpTalk extends Talk {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpClient client;
    private final URI base;
    private final boolean sse;
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile URI target;
    private volatile String session;
    private CompletableFuture<HttpResponse<InputStream>> stream;

    private HttpTalk(HttpClient client, URI endpoint, boolean sse) {
        this.client = client;
        this.base = endpoint;
        this.target = endpoint;
        this.sse = sse;
    }

    static HttpTalk streamable(URI endpoint) {
        return new HttpTalk(CLIENT, endpoint, false);
    }

    /** Streamable HTTP over TLS, by ALPN in the version. */
    static HttpTalk tls(URI endpoint, HttpClient.Version version) throws IOException, GeneralSecurityException {
        return tls(endpoint, version, TestKeys.client());
    }

    /** The same, as whoever has the keys. */
    static HttpTalk tls(URI endpoint, HttpClient.Version version, SSLContext keys) {
        HttpClient client =
                HttpClient.newBuilder().version(version).sslContext(keys).build();
        return new HttpTalk(client, endpoint, false);
    }

    static HttpTalk sse(URI endpoint) throws InterruptedException {
        HttpTalk talk = new HttpTalk(CLIENT, endpoint, true);
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/sse"))
                .header("Accept", "text/event-stream")
                .build();
        talk.stream = CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        talk.stream.thenAccept(response -> talk.listen(response.body()));
        if (!talk.opened.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("no endpoint within 20 s");
        }
        return talk;
    }

    @Override
    void line(String line) {
        if (!line.startsWith("data:")) {
            return;
        }
        String data = line.substring(5).strip();
        if (sse && opened.getCount() > 0) {
            target = base.resolve(data);
            opened.countDown();
        } else if (!data.isEmpty()) {
            hear(data);
        }
    }

    @Override
    void say(String message) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(message));
        if (session != null) {
            request.header("Mcp-Session-Id", session);
        }
        mirror(request, message);
        CompletableFuture<HttpResponse<String>> sent =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (message.contains("\"initialize\"")) {
            took(sent.join());
        } else {
            sent.thenAccept(this::took).exceptionally(e -> {
                hear(e.toString());
                return null;
            });
        }
    }

    /** A request of 2026-07-28 has headers that say what its body says. */
    private static void mirror(HttpRequest.Builder request, String message) {
        if (!message.contains("2026-07-28") || message.startsWith("[") || message.length() > 10_000) {
            return;
        }
        JsonObject object = JsonParser.parseString(message).getAsJsonObject();
        request.header("MCP-Protocol-Version", "2026-07-28");
        request.header("Mcp-Method", object.get("method").getAsString());
        JsonObject params = object.getAsJsonObject("params");
        String named = params.has("name") ? "name" : "uri";
        if (params.has(named)) {
            request.header("Mcp-Name", params.get(named).getAsString());
        }
    }

    private void took(HttpResponse<String> response) {
        if (response.version() != client.version()) {
            throw new AssertionError(response.version() + " was agreed on");
        }
        response.headers().firstValue("Mcp-Session-Id").ifPresent(id -> session = id);
        String body = response.body();
        if (body.startsWith("{") || body.startsWith("[")) {
            hear(body);
        } else {
            body.lines().forEach(this::line);
        }
    }

    @Override
    void breakOff(String part) throws IOException {
        if (base.getScheme().equals("https")) {
            breakOffBody(part);
            return;
        }
        try (Raw raw = new Raw(base.getPort())) {
            raw.send(("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Accept: application/json, text/event-stream\r\nContent-Length: 10000\r\n\r\n" + part)
                    .getBytes(StandardCharsets.UTF_8));
        }
        close();
    }

    /** Over HTTP/2 the stream is reset, over HTTP/1.1 the connection is closed. */
    private void breakOffBody(String part) {
        InputStream broken = new SequenceInputStream(
                new ByteArrayInputStream(part.getBytes(StandardCharsets.UTF_8)), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("broken off");
                    }
                });
        HttpRequest request = HttpRequest.newBuilder(base)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> broken))
                .build();
        assertThatThrownBy(() -> client.send(request, HttpResponse.BodyHandlers.discarding()))
                .hasStackTraceContaining("broken off");
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.cancel(true);
        }
    }
}
