package dev.backplane.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Spans and metrics of the running platform, as a collector gets them. */
class TelemetryIT {

    private static final Distribution BACKPLANE = Distribution.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    /** What has come, by path; a character a byte. */
    private final Map<String, String> received = new ConcurrentHashMap<>();

    private HttpServer collector() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            received.merge(exchange.getRequestURI().getPath(), body, String::concat);
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String bytes(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    private static String call() throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(BACKPLANE.endpoint())
                                .header("Content-Type", "application/json")
                                .header("Accept", "application/json, text/event-stream")
                                .header("MCP-Protocol-Version", "2026-07-28")
                                .header("Mcp-Method", "tools/call")
                                .header("Mcp-Name", "echo")
                                .POST(HttpRequest.BodyPublishers.ofString("""
                                {"jsonrpc":"2.0","id":"traced-7","method":"tools/call","params":{"name":"echo",\
                                "arguments":{"message":"traced"},"_meta":{"traceparent":"00-%s-%s-01",\
                                "io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                                "io.modelcontextprotocol/clientCapabilities":{}}}}""".formatted(TRACE, PARENT)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void call_comesToTheCollector_asASpanOfItsClientsTrace() throws Exception {
        HttpServer collector = collector();
        String set = "config:property-set -p dev.backplane.otel ";
        BACKPLANE.shell(
                set + "endpoint http://127.0.0.1:" + collector.getAddress().getPort());
        BACKPLANE.shell(set + "spanMillis 100; " + set + "metricMillis 200");
        BACKPLANE.shell("feature:install backplane-otel");
        try {
            assertThat(call()).contains("traced");
            Await.until(
                    "the span comes",
                    PATIENCE,
                    () -> received.getOrDefault("/v1/traces", "").contains(bytes(TRACE)));
            assertThat(received.get("/v1/traces"))
                    .contains(bytes(PARENT), "tools/call echo", "traced-7")
                    .contains("mcp.method.name", "gen_ai.tool.name", "mcp.protocol.version", "2026-07-28")
                    .contains("service.name", "backplane");
            Await.until(
                    "the metric comes",
                    PATIENCE,
                    () -> received.getOrDefault("/v1/metrics", "").contains("mcp.server.operation.duration"));
            assertThat(received.get("/v1/metrics")).contains("gen_ai.tool.name", "echo");
        } finally {
            BACKPLANE.shell("feature:uninstall backplane-otel; config:delete dev.backplane.otel");
            collector.stop(0);
        }
        assertThat(call()).contains("traced");
    }
}
