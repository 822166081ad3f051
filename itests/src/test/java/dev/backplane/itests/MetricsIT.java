package dev.backplane.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Commands;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Probe;
import dev.backplane.itests.harness.Settings;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What Prometheus, and those who start and balance servers, are told of the running platform. */
class MetricsIT {

    private static final Distribution BACKPLANE = Distribution.shared();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static HttpResponse<String> get(String path) {
        URI page = BACKPLANE.endpoint().resolve(path);
        try {
            return CLIENT.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns the value of each figure, by name and labels. */
    private static Map<String, Double> figures() {
        HttpResponse<String> answer = get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        Map<String, Double> figures = new TreeMap<>();
        answer.body().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            figures.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
        });
        return figures;
    }

    /** The answer is counted a moment after its client has it. */
    private static void awaitRise(Map<String, Double> before, String figure, double by) {
        double from = before.getOrDefault(figure, 0.0);
        Await.until(figure + " has risen by " + by, PATIENCE, () -> figures().getOrDefault(figure, 0.0) - from == by);
    }

    @Test
    void calls_areCounted_byMethodToolAndOutcome() throws Exception {
        Map<String, Double> before = figures();
        for (int i = 0; i < 20; i++) {
            Probe.echo(BACKPLANE.endpoint(), "counted");
        }
        Probe.call(BACKPLANE.endpoint(), "echo", "{\"no\":\"message\"}");
        Probe.call(BACKPLANE.endpoint(), "slow", "{\"millis\":60}");
        Probe.call(BACKPLANE.endpoint(), "no-such-tool", "{}");
        awaitRise(before, "mcp_tool_calls_total{outcome=\"answered\",tool=\"echo\"}", 20);
        awaitRise(before, "mcp_tool_calls_total{outcome=\"tool_error\",tool=\"echo\"}", 1);
        awaitRise(before, "mcp_tool_call_duration_seconds_count{tool=\"echo\"}", 21);
        awaitRise(before, "mcp_requests_total{method=\"tools/call\",outcome=\"answered\"}", 21);
        awaitRise(before, "mcp_requests_total{method=\"tools/call\",outcome=\"error\"}", 1);
        Map<String, Double> after = figures();
        String slow = "mcp_tool_call_duration_seconds";
        assertThat(after.get(slow + "_sum{tool=\"slow\"}") - before.getOrDefault(slow + "_sum{tool=\"slow\"}", 0.0))
                .isBetween(0.06, 10.0);
        assertThat(after.get(slow + "_bucket{tool=\"slow\",le=\"0.05\"}"))
                .isEqualTo(before.getOrDefault(slow + "_bucket{tool=\"slow\",le=\"0.05\"}", 0.0));
        assertThat(after.keySet()).noneMatch(figure -> figure.contains("no-such-tool"));
    }

    @Test
    void everyLayer_tellsItsFigures() {
        Map<String, Double> figures = figures();
        assertThat(figures)
                .containsEntry("mcp_slot_active{slot=\"registry\",variant=\"single\"}", 1.0)
                .containsEntry("mcp_listener_up{listener=\"http\"}", 1.0)
                .containsEntry("mcp_cache_up{tier=\"l1\"}", 1.0)
                .containsKeys(
                        "mcp_registry_entries",
                        "mcp_sessions{state=\"live\"}",
                        "mcp_tasks{status=\"working\"}",
                        "mcp_lane_queued{lane=\"normal\"}",
                        "mcp_cache_gets_total{result=\"hit\",tier=\"l1\"}",
                        "mcp_held_entries{namespace=\"schemas\"}",
                        "mcp_streams{listener=\"http\"}",
                        "mcp_leases_ended_total{listener=\"http\",reason=\"closed\"}",
                        "mcp_limiter_connections",
                        "mcp_checklist_score",
                        "mcp_check_verdict{check=\"registry.lookup-cost\",layer=\"registry\"}",
                        "jvm_memory_used_bytes{area=\"heap\"}",
                        "process_open_fds");
        assertThat(figures.get("mcp_connections{listener=\"http\"}")).isPositive();
        assertThat(figures.get("process_cpu_seconds_total")).isPositive();
        assertThat(figures).allSatisfy((figure, value) -> {
            if (figure.startsWith("mcp_scrape_problem")) {
                assertThat(value).as(figure).isZero();
            }
        });
    }

    @Test
    void promtool_findsNothingToSay() throws Exception {
        Optional<Path> promtool = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(promtool.isPresent(), "promtool is not installed");
        Probe.echo(BACKPLANE.endpoint(), "counted");
        Path file = Files.createTempFile(Settings.target(), "metrics", ".txt");
        Files.writeString(file, get("/metrics").body());
        Commands.Result result = Commands.run(
                Settings.target(),
                Map.of(),
                Duration.ofSeconds(30),
                List.of("sh", "-c", promtool.get() + " check metrics < " + file.toAbsolutePath()));
        assertThat(result.output()).isEmpty();
        assertThat(result.status()).isZero();
    }

    @Test
    void ready_onlyWithAPartInEverySlot() {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        Map<String, Double> before = figures();
        BACKPLANE.shell("bundle:stop dev.backplane.dispatch.pool");
        try {
            HttpResponse<String> answer = get("/health/ready");
            assertThat(answer.statusCode()).isEqualTo(503);
            JsonObject body = JsonParser.parseString(answer.body()).getAsJsonObject();
            assertThat(body.get("status").getAsString()).isEqualTo("not ready");
            assertThat(body.getAsJsonObject("needs").get("dispatch").getAsBoolean())
                    .isFalse();
            assertThat(body.getAsJsonObject("needs").get("codec").getAsBoolean())
                    .isTrue();
            assertThat(get("/health/live").statusCode()).isEqualTo(200);
            assertThat(figures()).containsEntry("mcp_slot_filled{slot=\"dispatch\"}", 0.0);
        } finally {
            BACKPLANE.shell("bundle:start dev.backplane.dispatch.pool");
        }
        Await.until("it is ready again", PATIENCE, () -> get("/health/ready").statusCode() == 200);
        assertThat(figures().get("mcp_swaps_total{outcome=\"done\",slot=\"dispatch\"}"))
                .isGreaterThan(before.get("mcp_swaps_total{outcome=\"done\",slot=\"dispatch\"}"));
    }
}
