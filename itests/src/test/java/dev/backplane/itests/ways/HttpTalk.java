package dev.backplane.itests.ways;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.harness.Raw;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Streamable HTTP: a POST a message; or HTTP+SSE: the same, with all answers on one stream. */
final class HttpTalk extends Talk {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI base;
    private final boolean sse;
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile URI target;
    private volatile String session;
    private CompletableFuture<HttpResponse<java.io.InputStream>> stream;

    private HttpTalk(URI endpoint, boolean sse) {
        this.base = endpoint;
        this.target = endpoint;
        this.sse = sse;
    }

    static HttpTalk streamable(URI endpoint) {
        return new HttpTalk(endpoint, false);
    }

    static HttpTalk sse(URI endpoint) throws InterruptedException {
        HttpTalk talk = new HttpTalk(endpoint, true);
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
                CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (message.contains("\"initialize\"")) {
            took(sent.join());
        } else {
            sent.thenAccept(this::took);
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
        try (Raw raw = new Raw(base.getPort())) {
            raw.send(("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Accept: application/json, text/event-stream\r\nContent-Length: 10000\r\n\r\n" + part)
                    .getBytes(StandardCharsets.UTF_8));
        }
        close();
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.cancel(true);
        }
    }
}
