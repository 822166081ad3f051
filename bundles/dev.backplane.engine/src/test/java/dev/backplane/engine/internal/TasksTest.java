package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Ask;
import dev.backplane.api.TaskSupport;
import dev.backplane.api.ToolResult;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TasksTest extends EngineTestBase {

    @Test
    void modern_task_isPolledAskedAndCompleted() throws Exception {
        tool(named("job").tasks(TaskSupport.REQUIRED), (arguments, context) -> {
            Ask.ElicitAnswer sure = context.ask("sure", Ask.form("Sure?", "{\"type\":\"object\"}"));
            return ToolResult.text("answer " + sure.action());
        });
        String capable = "{\"elicitation\":{},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
        assertThat(fixture.modern("tools/call", "\"name\":\"job\"").body()).contains("-32021");
        String created =
                fixture.modern("tools/call", "\"name\":\"job\"", capable).body();
        assertThat(created).contains("\"resultType\":\"task\"").contains("\"ttlMs\":60000");
        String id = created.substring(created.indexOf("\"taskId\":\"") + 10);
        String task = "\"taskId\":\"" + id.substring(0, id.indexOf('"')) + "\"";
        assertThat(poll(task, capable, "input_required"))
                .contains("\"inputRequests\":{\"sure\":{\"method\":\"elicitation/create\"");
        fixture.modern("tasks/update", task + ",\"inputResponses\":{\"sure\":{\"action\":\"decline\"}}", capable);
        assertThat(poll(task, capable, "completed")).contains("answer DECLINE");
        assertThat(fixture.modern("tasks/get", "\"taskId\":\"none\"", capable).body())
                .contains("-32602");
        assertThat(fixture.modern("tasks/get", task, "{}").body()).contains("-32021");
    }

    private String poll(String task, String capabilities, String status) throws Exception {
        String body = "";
        for (int i = 0; i < 1_000_000 && !body.contains("\"status\":\"" + status + "\""); i++) {
            body = fixture.modern("tasks/get", task, capabilities).body();
            Thread.onSpinWait();
        }
        return body;
    }

    @Test
    void legacy_task_resultWaitsForTheEnd() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        tool(named("job").tasks(TaskSupport.OPTIONAL), (arguments, context) -> {
            assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
            return ToolResult.text("ready");
        });
        String session = fixture.open("2025-11-25");
        String created = fixture.legacy(
                        session,
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"job\","
                                + "\"task\":{\"ttl\":1000}}}")
                .body();
        assertThat(created).contains("\"task\":{\"taskId\"").contains("\"ttl\":1000");
        String id = created.substring(created.indexOf("\"taskId\":\"") + 10);
        id = id.substring(0, id.indexOf('"'));
        FakeExchange result = fixture.legacy(
                session,
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tasks/result\",\"params\":{\"taskId\":\"" + id + "\"}}");
        go.countDown();
        assertThat(result.body()).contains("ready").contains("io.modelcontextprotocol/related-task");
        assertThat(fixture.legacy(session, "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tasks/list\"}")
                        .body())
                .contains(id);
    }
}
