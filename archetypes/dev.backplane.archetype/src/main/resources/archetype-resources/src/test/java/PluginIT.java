package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bundle, as it was built, in the running platform, through a real client. */
class PluginIT {

    private static final String TOOL = "${artifactId}_greet";

    private static Backplane backplane;
    private static McpSyncClient client;

    @BeforeAll
    static void start() throws Exception {
        backplane = Backplane.start();
        client = backplane.connect();
        backplane.await(
                "the tool " + TOOL,
                () -> client.listTools().tools().stream()
                        .anyMatch(tool -> tool.name().equals(TOOL)));
    }

    @AfterAll
    static void stop() throws Exception {
        if (client != null) {
            client.closeGracefully();
        }
        if (backplane != null) {
            backplane.close();
        }
    }

    private static McpSchema.CallToolResult greet(Map<String, Object> arguments) {
        return client.callTool(
                McpSchema.CallToolRequest.builder(TOOL).arguments(arguments).build());
    }

    private static String text(List<McpSchema.Content> content) {
        return ((McpSchema.TextContent) content.get(0)).text();
    }

    @Test
    void tool_called_answersAndIsKept() {
        assertEquals("Hello, Ada!", text(greet(Map.of("name", "Ada")).content()));

        McpSchema.ReadResourceResult greeted =
                client.readResource(McpSchema.ReadResourceRequest.builder("greetings://${artifactId}/greeted")
                        .build());
        assertEquals("Ada", ((McpSchema.TextResourceContents) greeted.contents().get(0)).text());
    }

    @Test
    void tool_withoutArguments_isToldWhatIsMissing() {
        McpSchema.CallToolResult refused = greet(Map.of());

        assertTrue(refused.isError());
        assertTrue(text(refused.content()).contains("name"), text(refused.content()));
    }

    @Test
    void prompt_withArguments_isFilledIn() {
        McpSchema.GetPromptResult prompt = client.getPrompt(McpSchema.GetPromptRequest.builder("${artifactId}_welcome")
                .arguments(Map.of("name", "Ada", "occasion", "Monday"))
                .build());

        assertEquals(
                "Write three friendly sentences that welcome Ada on Monday.",
                ((McpSchema.TextContent) prompt.messages().get(0).content()).text());
    }
}
