package dev.backplane.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.itests.harness.Distribution;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The official Java SDK's client (2.1), which speaks sessions alone and cannot send a cancellation. One client does it
 * all, as an agent's would.
 */
class JavaSdkIT {

    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String WATCHED = "test://watched-resource";

    private static final BlockingQueue<List<McpSchema.Tool>> TOOLS = new LinkedBlockingQueue<>();
    private static final BlockingQueue<List<McpSchema.Prompt>> PROMPTS = new LinkedBlockingQueue<>();
    private static final BlockingQueue<List<McpSchema.ResourceContents>> UPDATES = new LinkedBlockingQueue<>();
    private static final BlockingQueue<McpSchema.ProgressNotification> PROGRESS = new LinkedBlockingQueue<>();
    private static final BlockingQueue<McpSchema.LoggingMessageNotification> MESSAGES = new LinkedBlockingQueue<>();
    private static final BlockingQueue<McpSchema.ElicitFormRequest> ASKED = new LinkedBlockingQueue<>();

    private static McpSyncClient client;
    private static McpSchema.InitializeResult opened;

    @BeforeAll
    static void connect() {
        client = spec(BOUND).build();
        opened = client.initialize();
    }

    @AfterAll
    static void close() {
        if (client != null) {
            client.closeGracefully();
        }
    }

    private static McpClient.SyncSpec spec(Duration timeout) {
        String base = "http://127.0.0.1:" + Distribution.paged().port();
        return McpClient.sync(HttpClientStreamableHttpTransport.builder(base).build())
                .requestTimeout(timeout)
                .clientInfo(
                        McpSchema.Implementation.builder("java-sdk", "2.1.0").build())
                .capabilities(new McpSchema.ClientCapabilities.Builder()
                        .roots(true)
                        .sampling()
                        .elicitation(true, false)
                        .build())
                .roots(new McpSchema.Root("file:///srv/here", "here"))
                .sampling(request -> McpSchema.CreateMessageResult.builder(
                                McpSchema.Role.ASSISTANT, "as the model says", "test-model")
                        .build())
                .elicitation(request -> {
                    ASKED.add(request);
                    return new McpSchema.ElicitResult(
                            McpSchema.ElicitResult.Action.ACCEPT,
                            Map.of("username", "ada", "email", "ada@example.org"));
                })
                .toolsChangeConsumer(TOOLS::add)
                .promptsChangeConsumer(PROMPTS::add)
                .resourcesUpdateConsumer(UPDATES::add)
                .progressConsumer(PROGRESS::add)
                .loggingConsumer(MESSAGES::add);
    }

    private static McpSchema.CallToolResult call(String tool, Map<String, Object> arguments) {
        return client.callTool(
                McpSchema.CallToolRequest.builder(tool).arguments(arguments).build());
    }

    private static String text(McpSchema.CallToolResult result) {
        StringBuilder all = new StringBuilder();
        for (McpSchema.Content content : result.content()) {
            if (content instanceof McpSchema.TextContent text) {
                all.append(text.text());
            }
        }
        return all.toString();
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(BOUND.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(next).as("what should have come within " + BOUND).isNotNull();
        return next;
    }

    @Test
    void connect_newest_isASession() {
        assertThat(opened.protocolVersion()).isEqualTo("2025-11-25");
        assertThat(opened.serverInfo().name()).isNotBlank();
        assertThat(opened.capabilities().resources().subscribe()).isTrue();
        assertThat(client.ping()).isNotNull();
    }

    @Test
    void list_paged_givesEverythingOnce() {
        List<String> names = new ArrayList<>();
        McpSchema.ListToolsResult page = client.listTools((String) null);
        page.tools().forEach(tool -> names.add(tool.name()));
        assertThat(names).hasSize(10);
        while (page.nextCursor() != null) {
            page = client.listTools(page.nextCursor());
            page.tools().forEach(tool -> names.add(tool.name()));
        }
        assertThat(names).doesNotHaveDuplicates().contains("echo", "slow", "test_simple_text", "bundles_list");
        assertThat(client.listResources().resources())
                .extracting(McpSchema.Resource::uri)
                .contains("test://static-text", WATCHED);
        assertThat(client.listResourceTemplates().resourceTemplates())
                .extracting(McpSchema.ResourceTemplate::uriTemplate)
                .contains("test://template/{id}/data");
        assertThat(client.listPrompts().prompts())
                .extracting(McpSchema.Prompt::name)
                .contains("test_prompt_with_arguments");
    }

    @Test
    void call_tools_answerOrFailAsTheySay() {
        String message = "Grüße, 世界 😀 \"quoted\" \\ and\nnew line";
        assertThat(text(call("echo", Map.of("message", message)))).isEqualTo(message);

        McpSchema.CallToolResult structured = call("heap_summary", Map.of());
        assertThat(structured.isError()).as(text(structured)).isNotEqualTo(true);
        assertThat(structured.structuredContent()).isInstanceOf(Map.class);

        assertThat(call("test_error_handling", Map.of()).isError()).isTrue();
        McpSchema.CallToolResult bad = call("echo", Map.of("message", 7));
        assertThat(bad.isError()).isTrue();
        assertThat(text(bad)).contains("message");
        assertThatThrownBy(() -> call("no_such_tool", Map.of()))
                .isInstanceOfSatisfying(
                        McpError.class,
                        e -> assertThat(e.getJsonRpcError().code()).isEqualTo(-32602));
    }

    @Test
    void read_resources_giveTheirContents() {
        McpSchema.ReadResourceResult fixed = client.readResource(
                McpSchema.ReadResourceRequest.builder("test://static-text").build());
        assertThat(((McpSchema.TextResourceContents) fixed.contents().get(0)).text())
                .isEqualTo("This is the content of the static text resource.");
        McpSchema.ReadResourceResult templated = client.readResource(
                McpSchema.ReadResourceRequest.builder("test://template/42/data").build());
        assertThat(((McpSchema.TextResourceContents) templated.contents().get(0)).text())
                .contains("\"id\":\"42\"");
        assertThatThrownBy(() -> client.readResource(
                        McpSchema.ReadResourceRequest.builder("test://no-such").build()))
                .isInstanceOfSatisfying(
                        McpError.class,
                        e -> assertThat(e.getJsonRpcError().code()).isEqualTo(-32002));
    }

    @Test
    void prompt_withArguments_isFilledInAndCompleted() {
        McpSchema.GetPromptResult prompt =
                client.getPrompt(McpSchema.GetPromptRequest.builder("test_prompt_with_arguments")
                        .arguments(Map.of("arg1", "one", "arg2", "two"))
                        .build());
        assertThat(((McpSchema.TextContent) prompt.messages().get(0).content()).text())
                .isEqualTo("Prompt with arguments: arg1='one', arg2='two'");
        McpSchema.CompleteResult completed = client.completeCompletion(McpSchema.CompleteRequest.builder(
                        new McpSchema.PromptReference("test_prompt_with_arguments"),
                        new McpSchema.CompleteRequest.CompleteArgument("arg1", "par"))
                .build());
        assertThat(completed.completion().values()).containsExactly("paris", "park", "party");
    }

    @Test
    void progress_asked_arrivesGrowing() throws Exception {
        PROGRESS.clear();
        client.callTool(McpSchema.CallToolRequest.builder("test_tool_with_progress")
                .arguments(Map.of())
                .progressToken("java-progress")
                .build());
        List<Double> seen = List.of(
                next(PROGRESS).progress(),
                next(PROGRESS).progress(),
                next(PROGRESS).progress());
        assertThat(seen).containsExactly(0.0, 50.0, 100.0);
    }

    @Test
    void log_levelSet_arrives() throws Exception {
        client.setLoggingLevel(McpSchema.LoggingLevel.INFO);
        MESSAGES.clear();
        call("test_tool_with_logging", Map.of());
        assertThat(next(MESSAGES).data()).isEqualTo("Tool execution started");
        client.setLoggingLevel(McpSchema.LoggingLevel.EMERGENCY);
    }

    @Test
    void ask_elicitSampleRoots_reachTheClient() throws Exception {
        ASKED.clear();
        assertThat(text(call("test_elicitation", Map.of("message", "Who?")))).contains("ada@example.org");
        assertThat(next(ASKED).message()).isEqualTo("Who?");
        assertThat(text(call("test_sampling", Map.of("prompt", "Say it")))).contains("as the model says");
        assertThat(text(call("test_input_required_result_list_roots", Map.of())))
                .contains("file:///srv/here");
    }

    @Test
    void subscribe_change_bringsTheNewContents() throws Exception {
        client.subscribeResource(McpSchema.SubscribeRequest.builder(WATCHED).build());
        UPDATES.clear();
        String changed = text(call("test_trigger_resource_update", Map.of()));
        McpSchema.TextResourceContents contents =
                (McpSchema.TextResourceContents) next(UPDATES).get(0);
        assertThat(contents.uri()).isEqualTo(WATCHED);
        assertThat(changed).endsWith(contents.text().replaceAll("\\D+", ""));
        client.unsubscribeResource(McpSchema.UnsubscribeRequest.builder(WATCHED).build());
    }

    @Test
    void lists_toolOrPromptComesAndGoes_areSentAnewOnce() throws Exception {
        TOOLS.clear();
        int tools = client.listTools().tools().size();
        call("test_trigger_tool_change", Map.of());
        assertThat(next(TOOLS)).hasSize(tools + 1);
        call("test_trigger_tool_change", Map.of());
        assertThat(next(TOOLS)).hasSize(tools);

        PROMPTS.clear();
        int prompts = client.listPrompts().prompts().size();
        call("test_trigger_prompt_change", Map.of());
        assertThat(next(PROMPTS)).hasSize(prompts + 1);
        call("test_trigger_prompt_change", Map.of());
        assertThat(next(PROMPTS)).hasSize(prompts);
        assertThat(TOOLS).isEmpty();
    }

    @Test
    void timeout_ofTheClient_leavesItsSessionUsable() {
        try (McpSyncClient hasty = spec(Duration.ofSeconds(2)).build()) {
            hasty.initialize();
            assertThatThrownBy(() -> hasty.callTool(McpSchema.CallToolRequest.builder("slow")
                            .arguments(Map.of("millis", 30_000))
                            .build()))
                    .hasMessageContaining("2000ms");
            assertThat(text(hasty.callTool(McpSchema.CallToolRequest.builder("echo")
                            .arguments(Map.of("message", "after"))
                            .build())))
                    .isEqualTo("after");
        }
    }

    @Test
    void stdio_bridge_opensASession() {
        StdioClientTransport stdio = new StdioClientTransport(
                ServerParameters.builder(Distribution.paged().stdio()).build(), McpJsonDefaults.getMapper());
        try (McpSyncClient piped = McpClient.sync(stdio).requestTimeout(BOUND).build()) {
            assertThat(piped.initialize().protocolVersion()).isEqualTo("2025-11-25");
            assertThat(text(piped.callTool(McpSchema.CallToolRequest.builder("echo")
                            .arguments(Map.of("message", "by pipe"))
                            .build())))
                    .isEqualTo("by pipe");
        }
    }
}
