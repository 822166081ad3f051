package dev.backplane.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Shell;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The {@code mcp:} commands, typed over ssh. */
class ShellIT {

    private static final Distribution BACKPLANE = Distribution.paged();

    private static String run(String command) {
        return BACKPLANE.shell(command);
    }

    private static JsonElement json(String command) {
        return JsonParser.parseString(run(command + " --json"));
    }

    private static void assertFits(String table) {
        assertThat(table.lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
    }

    @Test
    void info_showsTheEndpointAndTheRevisions() {
        String text = run("mcp:info");
        // a path is as long as it is
        assertFits(text.lines().filter(line -> !line.contains("unix:")).collect(Collectors.joining("\n")));
        assertThat(text).contains(BACKPLANE.endpoint().toString(), "unix:", "2024-11-05", "2026-07-28");
        JsonObject info = json("mcp:info").getAsJsonObject();
        assertThat(info.getAsJsonArray("endpoints"))
                .extracting(JsonElement::getAsString)
                .contains(BACKPLANE.endpoint().toString());
        assertThat(info.get("protocolVersions").getAsJsonArray()).hasSize(5);
        assertThat(info.get("version").getAsString()).isNotBlank();
    }

    @Test
    void tools_listsAllPagesAndFilters() {
        assertFits(run("mcp:tools"));
        JsonArray all = json("mcp:tools").getAsJsonArray();
        assertThat(all.size()).isGreaterThan(20);
        assertThat(run("mcp:tools ECHO").lines())
                .element(1)
                .asString()
                .startsWith("echo")
                .contains("read-only");
    }

    @Test
    void call_jsonAsItStands_isAnswered() {
        assertThat(run("mcp:call echo {\"message\":\"it's \\\"me\\\" | {1} $x\\nü\"}"))
                .isEqualToNormalizingNewlines("it's \"me\" | {1} $x\nü\n");
        assertThat(run("mcp:call echo '{\"message\":\"a\\\\b\"}'")).isEqualToNormalizingNewlines("a\\b\n");
        assertThat(run("mcp:call slow {\"millis\":200}"))
                .contains("... 200 of 200")
                .endsWith("waited 200 ms\n");
        JsonObject heap =
                JsonParser.parseString(run("mcp:call --json heap_summary")).getAsJsonObject();
        assertThat(heap.getAsJsonObject("structuredContent").has("heap")).isTrue();
    }

    @Test
    void call_failures_areOneClearLineAndAFailure() {
        assertFails("mcp:call no_such_tool", "Unknown tool: no_such_tool (-32602)");
        assertFails("mcp:call echo {\"message\":tru}", "the arguments are no JSON: expected a value at byte 14");
        assertFails("mcp:call echo [1]", "the arguments must be a JSON object");
        assertFails("mcp:call echo {\"message\":7}", "/message: must be string");
        assertFails("mcp:call test_sampling {\"prompt\":\"x\"}", "sampling (-32021)");
        assertFails("mcp:call echo --json", "options come before the tool: mcp:call --json echo");
        assertFails("mcp:sessions --limit 0", "--limit is 0, must be at least 1");
    }

    private static void assertFails(String command, String why) {
        assertThatThrownBy(() -> run(command))
                .isInstanceOf(Shell.ShellFailure.class)
                .hasMessageContaining("ended with 1")
                .hasMessageContaining(why)
                .hasMessageNotContaining("\tat ");
    }

    @Test
    void sessions_aClientComes_isListed() {
        String base = "http://127.0.0.1:" + BACKPLANE.port();
        McpSchema.Implementation name =
                McpSchema.Implementation.builder("shell-it", "1.0").build();
        try (McpSyncClient client = McpClient.sync(
                        HttpClientStreamableHttpTransport.builder(base).build())
                .clientInfo(name)
                .build()) {
            client.initialize();
            client.subscribeResource(McpSchema.SubscribeRequest.builder("test://watched-resource")
                    .build());
            assertFits(run("mcp:sessions"));
            List<JsonObject> ours = StreamSupport.stream(
                            json("mcp:sessions")
                                    .getAsJsonObject()
                                    .getAsJsonArray("sessions")
                                    .spliterator(),
                            false)
                    .map(JsonElement::getAsJsonObject)
                    .filter(row ->
                            row.has("client") && row.get("client").getAsString().equals("shell-it 1.0"))
                    .toList();
            assertThat(ours).hasSize(1);
            assertThat(ours.get(0).get("id").getAsString()).hasSize(8);
            assertThat(ours.get(0).get("idleMillis").getAsLong()).isBetween(0L, 60_000L);
            assertThat(ours.get(0).get("subscriptions").toString()).isEqualTo("[\"test://watched-resource\"]");
        }
    }

    @Test
    void slots_showsWhatIsActive() {
        assertFits(run("mcp:slots"));
        JsonArray slots = json("mcp:slots").getAsJsonArray();
        assertThat(slots)
                .filteredOn(slot ->
                        !slot.getAsJsonObject().get("slot").getAsString().startsWith("cache."))
                .hasSize(4)
                .allSatisfy(
                        slot -> assertThat(slot.getAsJsonObject().has("active")).isTrue());
        assertThat(slots).as("and the cache tiers, which need not be there").hasSize(7);
    }

    @Test
    void queues_aCallRuns_isShownWithItsQueues() throws Exception {
        Thread caller = new Thread(() -> run("mcp:call slow {\"millis\":2000}"));
        caller.start();
        Await.until(
                "a running call",
                Duration.ofSeconds(20),
                () -> json("mcp:queues")
                                .getAsJsonObject()
                                .getAsJsonArray("running")
                                .size()
                        > 0);
        String text = run("mcp:queues --stacks");
        assertFits(text.lines().takeWhile(line -> !line.startsWith("slow on")).collect(Collectors.joining("\n")));
        assertThat(text)
                .contains("lane normal", "tool slow", "lane control", "RUNS FOR", "backplane-dispatch-")
                .contains("dev.backplane.plugin.samples.internal.SlowTool.call");
        assertThat(run("mcp:queues --watch 1 --times 2").lines())
                .filteredOn(line -> line.startsWith("lane normal"))
                .hasSize(2);
        caller.join();
        JsonObject slow = StreamSupport.stream(
                        json("mcp:queues")
                                .getAsJsonObject()
                                .getAsJsonArray("queues")
                                .spliterator(),
                        false)
                .map(JsonElement::getAsJsonObject)
                .filter(queue -> queue.get("name").getAsString().equals("slow"))
                .findAny()
                .orElseThrow();
        assertThat(slow.get("completed").getAsInt()).isPositive();
        assertThat(slow.get("maxMillis").getAsDouble()).isNotNegative();
        assertFails("mcp:queues --watch -1", "--watch is -1, must be 0 to 3600");
    }

    @Test
    void help_everyCommand_hasIt() {
        for (String command : List.of("info", "tools", "call", "sessions", "slots", "queues")) {
            assertThat(run("mcp:" + command + " --help")).contains("DESCRIPTION", "--json", "mcp:" + command);
        }
    }
}
