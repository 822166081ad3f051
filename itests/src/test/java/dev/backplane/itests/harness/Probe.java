package dev.backplane.itests.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The smallest calls: modern {@code tools/call}s, one request each. Thread-safe. */
public final class Probe {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private static final int TIMEOUT_SECONDS = 10;

    private Probe() {}

    /**
     * Calls {@code echo} and gives the answer's body.
     *
     * @throws IOException where nobody answers, or with another status than 200
     */
    public static String echo(URI endpoint, String message) throws IOException {
        return call(endpoint, "echo", "{\"message\":\"" + message + "\"}");
    }

    /**
     * Calls a tool with these arguments, a JSON object, and gives the answer's body.
     *
     * @throws IOException where nobody answers, or with another status than 200; the message has the answer
     */
    public static String call(URI endpoint, String tool, String arguments) throws IOException {
        return call(endpoint, tool, arguments, TIMEOUT_SECONDS);
    }

    /** The same, with a time limit of so many seconds. */
    public static String call(URI endpoint, String tool, String arguments, int seconds) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(seconds))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", tool)
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":%s,\
                        "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                        "io.modelcontextprotocol/clientCapabilities":{}}}}""".formatted(tool, arguments)))
                .build();
        try {
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(endpoint + " answered " + response.statusCode() + ": " + response.body());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Whether {@code echo} answers its message. */
    public static boolean answers(URI endpoint) {
        try {
            return echo(endpoint, "are you there").contains("are you there");
        } catch (IOException e) {
            return false;
        }
    }
}
