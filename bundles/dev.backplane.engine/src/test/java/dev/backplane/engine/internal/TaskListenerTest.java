package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Arguments;
import dev.backplane.api.CallContext;
import dev.backplane.api.TaskSupport;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who hears of a task on {@code subscriptions/listen}. */
class TaskListenerTest {

    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}}";

    private final EngineFixture fixture = new EngineFixture();
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void taskEnds_itsOwnerIsTold_anotherPrincipalIsNot() throws Exception {
        Tool<Arguments> job = new Tool<>() {
            @Override
            public ToolInfo<Arguments> info() {
                return ToolInfo.json("job", "{\"type\":\"object\"}").tasks(TaskSupport.OPTIONAL);
            }

            @Override
            public ToolResult call(Arguments arguments, CallContext context) throws Exception {
                assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
                return ToolResult.text("secret");
            }
        };
        fixture.engine.addTool(job, fixture.from(1));
        String created = as("ada", "tools/call", "job", "\"name\":\"job\"").body();
        String id = created.substring(created.indexOf("\"taskId\":\"") + 10);
        id = id.substring(0, id.indexOf('"'));
        String filter = "\"notifications\":{\"taskIds\":[\"" + id + "\"],\"toolsListChanged\":true}";
        FakeExchange.Stream owner =
                as("ada", "subscriptions/listen", null, filter).opened();
        FakeExchange.Stream stranger =
                as("eve", "subscriptions/listen", null, filter).opened();
        assertThat(owner.next()).contains("acknowledged");
        assertThat(stranger.next()).contains("acknowledged");

        go.countDown();

        assertThat(owner.next())
                .contains("\"method\":\"notifications/tasks\"")
                .contains("\"status\":\"completed\"")
                .contains("secret");
        fixture.engine.removeTool(job);
        assertThat(owner.next()).contains("tools/list_changed");
        assertThat(stranger.next()).contains("tools/list_changed");
    }

    private FakeExchange as(String principal, String method, @Nullable String name, String params) {
        FakeExchange exchange =
                new FakeExchange().with("MCP-Protocol-Version", "2026-07-28").with("Mcp-Method", method);
        exchange.principal = principal;
        if (name != null) {
            exchange.with("Mcp-Name", name);
        }
        return fixture.send(
                exchange,
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":{" + META + "," + params
                        + "}}");
    }
}
