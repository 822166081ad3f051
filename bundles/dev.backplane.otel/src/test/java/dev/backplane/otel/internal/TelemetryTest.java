package dev.backplane.otel.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.call.FinishedCall;
import dev.backplane.spi.codec.Slice;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a collector gets. */
class TelemetryTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final Logger SDK = Logger.getLogger("io.opentelemetry");
    private final Collector collector;

    TelemetryTest() throws Exception {
        collector = new Collector();
    }

    @AfterEach
    void close() {
        collector.close();
        SDK.setLevel(null);
    }

    private record Ended(
            String method,
            @Nullable String name,
            End end,
            int errorCode,
            @Nullable String session,
            String transport,
            @Nullable String traceParent)
            implements FinishedCall {

        @Override
        public String protocolVersion() {
            return "2026-07-28";
        }

        @Override
        public String address() {
            return "192.0.2.7";
        }

        @Override
        public Slice id() {
            return Slice.of("\"r-1\"".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public @Nullable String traceState() {
            return traceParent == null ? null : "vendor=1";
        }

        @Override
        public long tookNanos() {
            return 25_000_000;
        }
    }

    private Settings settings(String endpoint, int sampledPercent, int spansMax) {
        return new Settings(
                endpoint, Map.of("Authorization", "Bearer t"), "shop", sampledPercent, 10, 100, spansMax, 1_000);
    }

    private Telemetry telemetry() {
        return new Telemetry(settings(collector.endpoint() + "/", 100, 512), "1.2.3");
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T got = queue.poll(10, TimeUnit.SECONDS);
        assertThat(got).as("something for the collector").isNotNull();
        return got;
    }

    private Span span(Ended call) throws Exception {
        Telemetry telemetry = telemetry();
        telemetry.ended(call);
        telemetry.deactivate();
        return next(collector.traces).getResourceSpans(0).getScopeSpans(0).getSpans(0);
    }

    private static Map<String, String> values(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey, each -> each.getValue().getStringValue()));
    }

    private static String hex(com.google.protobuf.ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    @Test
    void call_isASpan_belowTheParentThatItsClientNames() throws Exception {
        Span span = span(new Ended(
                "tools/call",
                "echo",
                FinishedCall.End.ANSWERED,
                0,
                "0123456789abcdef",
                "http",
                "00-" + TRACE + "-" + PARENT + "-01"));
        assertThat(span.getName()).isEqualTo("tools/call echo");
        assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(hex(span.getTraceId())).isEqualTo(TRACE);
        assertThat(hex(span.getParentSpanId())).isEqualTo(PARENT);
        assertThat(span.getTraceState()).isEqualTo("vendor=1");
        assertThat(span.getEndTimeUnixNano() - span.getStartTimeUnixNano()).isEqualTo(25_000_000);
        assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
        assertThat(values(span.getAttributesList()))
                .containsOnly(
                        Map.entry("mcp.method.name", "tools/call"),
                        Map.entry("gen_ai.tool.name", "echo"),
                        Map.entry("gen_ai.operation.name", "execute_tool"),
                        Map.entry("mcp.protocol.version", "2026-07-28"),
                        Map.entry("mcp.session.id", "01234567"),
                        Map.entry("jsonrpc.request.id", "r-1"),
                        Map.entry("client.address", "192.0.2.7"),
                        Map.entry("network.transport", "tcp"),
                        Map.entry("network.protocol.name", "http"));
    }

    @Test
    void resource_tellsWhoseItIs_andWhoSendsIt() throws Exception {
        Telemetry telemetry = telemetry();
        telemetry.ended(new Ended("ping", null, FinishedCall.End.ANSWERED, 0, null, "http", null));
        telemetry.deactivate();
        ExportTraceServiceRequest got = next(collector.traces);
        assertThat(values(got.getResourceSpans(0).getResource().getAttributesList()))
                .containsEntry("service.name", "shop")
                .containsEntry("service.version", "1.2.3")
                .containsKey("service.instance.id");
        assertThat(next(collector.headers)).isEqualTo("Bearer t");
    }

    @Test
    void errors_haveTypeAndStatus() throws Exception {
        Span failed = span(new Ended("tools/call", "bad", FinishedCall.End.TOOL_ERROR, 0, null, "tcp", null));
        assertThat(failed.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(values(failed.getAttributesList()))
                .containsEntry("error.type", "tool_error")
                .doesNotContainKeys("rpc.response.status_code", "network.protocol.name");
        assertThat(failed.getParentSpanId().isEmpty()).isTrue();
        Span refused = span(new Ended("made/up", null, FinishedCall.End.ERROR, -32601, null, "unix", "no parent"));
        assertThat(refused.getName()).isEqualTo("_OTHER");
        assertThat(values(refused.getAttributesList()))
                .containsEntry("error.type", "-32601")
                .containsEntry("rpc.response.status_code", "-32601")
                .containsEntry("network.transport", "unix")
                .doesNotContainKey("client.address");
        Span gone = span(new Ended("tools/call", "slow", FinishedCall.End.CANCELLED, 0, null, "websocket", null));
        assertThat(values(gone.getAttributesList()))
                .containsEntry("error.type", "cancelled")
                .containsEntry("network.protocol.name", "websocket");
    }

    @Test
    void promptsAndResources_areNamed_asTheyShouldBe() throws Exception {
        Span prompt = span(new Ended("prompts/get", "greet", FinishedCall.End.ANSWERED, 0, null, "http", null));
        assertThat(prompt.getName()).isEqualTo("prompts/get greet");
        assertThat(values(prompt.getAttributesList())).containsEntry("gen_ai.prompt.name", "greet");
        Span read = span(new Ended("resources/read", "file:///a", FinishedCall.End.ANSWERED, 0, null, "http", null));
        assertThat(read.getName()).isEqualTo("resources/read");
        assertThat(values(read.getAttributesList())).containsEntry("mcp.resource.uri", "file:///a");
    }

    @Test
    void durations_areAHistogram_ofFewAttributes() throws Exception {
        Telemetry telemetry = telemetry();
        Ended call = new Ended("tools/call", "echo", FinishedCall.End.ANSWERED, 0, "0123456789abcdef", "http", null);
        telemetry.ended(call);
        telemetry.ended(call);
        telemetry.deactivate();
        HistogramDataPoint point = null;
        while (point == null || point.getCount() < 2) {
            ExportMetricsServiceRequest got = next(collector.metrics);
            Metric metric = got.getResourceMetrics(0).getScopeMetrics(0).getMetrics(0);
            assertThat(metric.getName()).isEqualTo("mcp.server.operation.duration");
            assertThat(metric.getUnit()).isEqualTo("s");
            point = metric.getHistogram().getDataPoints(0);
        }
        assertThat(point.getCount()).isEqualTo(2);
        assertThat(point.getSum()).isEqualTo(0.05);
        assertThat(point.getExplicitBoundsList()).isEqualTo(Conventions.BOUNDS);
        assertThat(values(point.getAttributesList()).keySet())
                .containsOnly(
                        "mcp.method.name",
                        "gen_ai.tool.name",
                        "gen_ai.operation.name",
                        "mcp.protocol.version",
                        "network.transport",
                        "network.protocol.name");
    }

    @Test
    void traces_thatBeginHere_areSampled_andThoseOfClientsAsTheySay() throws Exception {
        Telemetry telemetry = new Telemetry(settings(collector.endpoint(), 0, 512), "1");
        telemetry.ended(new Ended("ping", null, FinishedCall.End.ANSWERED, 0, null, "http", null));
        telemetry.ended(new Ended(
                "ping", null, FinishedCall.End.ANSWERED, 0, null, "http", "00-" + TRACE + "-" + PARENT + "-01"));
        telemetry.deactivate();
        List<Span> spans =
                next(collector.traces).getResourceSpans(0).getScopeSpans(0).getSpansList();
        assertThat(spans)
                .singleElement()
                .satisfies(span -> assertThat(hex(span.getTraceId())).isEqualTo(TRACE));
        assertThat(collector.traces).isEmpty();
    }

    @Test
    void collector_thatIsNotThere_holdsNobodyUp() throws Exception {
        // the SDK says what it cannot send
        SDK.setLevel(Level.OFF);
        String endpoint = collector.endpoint();
        collector.close();
        Telemetry telemetry = new Telemetry(settings(endpoint, 100, 512), "1");
        long start = System.nanoTime();
        for (int i = 0; i < 20_000; i++) {
            telemetry.ended(new Ended("ping", null, FinishedCall.End.ANSWERED, 0, null, "http", null));
        }
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
        telemetry.deactivate();
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
    }

    @Test
    void settings_outOfBounds_areRefused_withTheKey() {
        assertThatThrownBy(() -> settings("ftp://x", 100, 512)).hasMessageContaining("endpoint = ftp://x");
        assertThatThrownBy(() -> settings("http://x:1", 101, 512))
                .hasMessageContaining("sampledPercent = 101 is outside of 0 to 100");
        assertThatThrownBy(() -> settings("http://x:1", 1, 1)).hasMessageContaining("spansMax = 1 is outside of 512");
        assertThat(settings("http://x:1//", 1, 512).endpoint()).isEqualTo("http://x:1");
    }
}
