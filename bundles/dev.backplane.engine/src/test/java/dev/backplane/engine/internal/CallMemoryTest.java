package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Arguments;
import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.TaskSupport;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a call leaves behind once it has ended. */
class CallMemoryTest {

    private static final String CAPABLE = "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
    private static final int COLLECTIONS_MAX = 200;

    private final EngineFixture fixture = new EngineFixture();
    private final List<WeakReference<CallContext>> calls = new ArrayList<>();

    @AfterEach
    void close() {
        fixture.close();
    }

    private void tool(TaskSupport tasks, boolean asks) {
        Tool<Arguments> tool = new Tool<>() {
            @Override
            public ToolInfo<Arguments> info() {
                return ToolInfo.json("tool", "{\"type\":\"object\"}").tasks(tasks);
            }

            @Override
            public ToolResult call(Arguments arguments, CallContext context) {
                calls.add(new WeakReference<>(context));
                return ToolResult.text(
                        asks ? context.ask("q", Ask.sample("Hi", 1)).text() : "done");
            }
        };
        fixture.engine.addTool(tool, fixture.from(1));
    }

    @Test
    void legacyQuestion_answered_leavesNoCallBehind() throws Exception {
        tool(TaskSupport.FORBIDDEN, true);
        String session = fixture.open("2025-06-18");
        FakeExchange.Stream stream =
                fixture.legacy(session, EngineFixture.call(1, "tool", "{}")).opened();
        String asked = stream.next();
        String id = asked.substring(asked.indexOf("\"id\":") + 5, asked.indexOf(",\"method\""));
        fixture.legacy(
                session,
                "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"role\":\"assistant\",\"model\":\"m\","
                        + "\"content\":{\"type\":\"text\",\"text\":\"hello\"}}}");
        assertThat(stream.next()).contains("hello");
        assertCollected();
    }

    @Test
    void completedTask_isKept_withoutItsCall() throws Exception {
        tool(TaskSupport.OPTIONAL, false);
        String created =
                fixture.modern("tools/call", "\"name\":\"tool\"", CAPABLE).body();
        String id = created.substring(created.indexOf("\"taskId\":\"") + 10);
        String task = "\"taskId\":\"" + id.substring(0, id.indexOf('"')) + "\"";
        String body = "";
        while (!body.contains("completed")) {
            body = fixture.modern("tasks/get", task, CAPABLE).body();
            Thread.onSpinWait();
        }
        assertCollected();
        assertThat(fixture.modern("tasks/get", task, CAPABLE).body()).contains("done");
    }

    /** The collector is free to ignore a wish, so it is repeated. */
    private void assertCollected() {
        assertThat(calls).isNotEmpty();
        for (int i = 0; i < COLLECTIONS_MAX && calls.stream().anyMatch(call -> call.get() != null); i++) {
            System.gc();
        }
        assertThat(calls).allSatisfy(call -> assertThat(call.get()).isNull());
    }
}
