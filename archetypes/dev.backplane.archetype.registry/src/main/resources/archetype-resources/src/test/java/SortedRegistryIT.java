package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bundle, as it was built, swapped into the running platform and out again. */
class SortedRegistryIT {

    private static Backplane backplane;

    @BeforeAll
    static void start() throws Exception {
        backplane = Backplane.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (backplane != null) {
            backplane.close();
        }
    }

    private static String echo(McpSyncClient client, String message) {
        McpSchema.CallToolResult answer = client.callTool(McpSchema.CallToolRequest.builder("echo")
                .arguments(Map.of("message", message))
                .build());
        return ((McpSchema.TextContent) answer.content().get(0)).text();
    }

    @Test
    void use_thenBack_keepsToolsAndSessions() throws Exception {
        McpSyncClient client = backplane.connect();
        int tools = client.listTools().tools().size();
        backplane.await("the variant sorted", () -> slots().contains("\"sorted\""));

        backplane.shell("mcp:slot-use registry sorted");
        String slots = slots();
        assertTrue(slots.contains("\"active\":\"sorted\""), slots);
        assertEquals(tools, client.listTools().tools().size());
        assertEquals("here", echo(client, "here"));

        backplane.shell("mcp:slot-use registry single");
        assertEquals(tools, client.listTools().tools().size());
        assertEquals("back", echo(client, "back"));
        client.closeGracefully();
    }

    private static String slots() {
        try {
            return backplane.shell("mcp:slots --json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
