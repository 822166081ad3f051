package dev.backplane.itests.container;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks revision 2026-07-28, one request after the other, and nothing more than the tests need. Thread-safe. */
final class ModernClient {

    private static final String REVISION = "2026-07-28";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final AtomicInteger ids = new AtomicInteger();
    private final URI endpoint;

    ModernClient(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** Calls a tool with arguments in JSON, and gives its result. */
    JsonObject tool(String name, String arguments) {
        return request("tools/call", name, "{\"name\":\"" + name + "\",\"arguments\":" + arguments + "}")
                .getAsJsonObject("result");
    }

    /** Sends a request, and gives the whole answer. */
    JsonObject request(String method, String name, String params) {
        try (Events events = open(method, name, params)) {
            return events.answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a request, and gives the stream of what comes back. */
    Events open(String method, String name, String params) throws IOException {
        JsonObject message = new JsonObject();
        message.addProperty("jsonrpc", "2.0");
        message.addProperty("id", ids.incrementAndGet());
        message.addProperty("method", method);
        JsonObject body = JsonParser.parseString(params).getAsJsonObject();
        JsonObject meta = body.has("_meta") ? body.getAsJsonObject("_meta") : new JsonObject();
        meta.addProperty("io.modelcontextprotocol/protocolVersion", REVISION);
        meta.add("io.modelcontextprotocol/clientCapabilities", new JsonObject());
        body.add("_meta", meta);
        message.add("params", body);
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(90))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", REVISION)
                .header("Mcp-Method", method)
                .POST(HttpRequest.BodyPublishers.ofString(message.toString()));
        if (name != null) {
            request.header("Mcp-Name", name);
        }
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            return new Events(response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
