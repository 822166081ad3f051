package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Arguments;
import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Resource;
import dev.backplane.api.ResourceInfo;
import dev.backplane.api.ResourceResult;
import dev.backplane.api.TaskSupport;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Questions out of the ordinary: within tasks of 2025-11-25, several at once, from resources, after a cancellation. */
class AskingTest {

    private static final String FORM = "{\"type\":\"object\"}";

    private final EngineFixture fixture = new EngineFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private void askingTwo(TaskSupport tasks) {
        Tool<Arguments> tool = new Tool<>() {
            @Override
            public ToolInfo<Arguments> info() {
                return ToolInfo.json("two", FORM).tasks(tasks);
            }

            @Override
            public ToolResult call(Arguments arguments, CallContext context) {
                Map<String, Ask<?>> questions = new LinkedHashMap<>();
                questions.put("first", Ask.form("First?", FORM));
                questions.put("second", Ask.form("Second?", FORM));
                return ToolResult.text("got " + context.askAll(questions).keySet());
            }
        };
        fixture.engine.addTool(tool, fixture.from(1));
    }

    private static String request(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    private static String between(String text, String from, String to) {
        String rest = text.substring(text.indexOf(from) + from.length());
        return rest.substring(0, rest.indexOf(to));
    }

    private void answer(String session, String question) {
        String id = between(question, "\"id\":", ",\"method\"");
        fixture.legacy(
                session, "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"action\":\"accept\",\"content\":{}}}");
    }

    @Test
    void legacyTask_asksOnTheStreamOfItsResult() throws Exception {
        askingTwo(TaskSupport.OPTIONAL);
        String session = fixture.open("2025-11-25");
        String created = fixture.legacy(session, request(1, "tools/call", "\"name\":\"two\",\"task\":{}"))
                .body();
        String task = between(created, "\"taskId\":\"", "\"");
        String params = "\"taskId\":\"" + task + "\"";
        FakeExchange.Stream result =
                fixture.legacy(session, request(2, "tasks/result", params)).opened();
        assertThat(result.next()).isEmpty();
        String first = result.next();
        assertThat(first).contains("elicitation/create").contains("related-task\":{\"taskId\":\"" + task);
        String second = result.next();
        answer(session, first);
        assertThat(fixture.legacy(session, request(3, "tasks/get", params)).body())
                .contains("\"status\":\"input_required\"");
        answer(session, second);
        assertThat(result.next()).contains("got [first, second]").contains("related-task");
        assertThat(fixture.legacy(session, request(4, "tasks/cancel", params)).body())
                .contains("-32602");
    }

    @Test
    void legacyQuestions_severalAtOnce_areAnsweredInAnyOrder() throws Exception {
        askingTwo(TaskSupport.FORBIDDEN);
        String session = fixture.open("2025-06-18");
        FakeExchange.Stream stream = fixture.legacy(session, request(1, "tools/call", "\"name\":\"two\""))
                .opened();
        String first = stream.next();
        String second = stream.next();
        answer(session, second);
        answer(session, second);
        answer(session, first);
        assertThat(stream.next()).contains("\"id\":1,\"result\"").contains("got [first, second]");
    }

    @Test
    void legacyQuestion_callCancelled_isWithdrawn_andItsAnswerIgnored() throws Exception {
        askingTwo(TaskSupport.FORBIDDEN);
        String session = fixture.open("2025-11-25");
        FakeExchange.Stream stream = fixture.legacy(session, request(1, "tools/call", "\"name\":\"two\""))
                .opened();
        assertThat(stream.next()).isEmpty();
        String first = stream.next();
        String second = stream.next();
        fixture.legacy(
                session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
        assertThat(stream.next()).contains("notifications/cancelled");
        assertThat(stream.next()).contains("notifications/cancelled");
        assertThat(stream.next()).isEqualTo(FakeExchange.Stream.END);
        answer(session, first);
        answer(session, second);
        assertThat(fixture.legacy(session, request(1, "ping", "")).body()).contains("\"result\":{}");
    }

    @Test
    void modernResource_mayAskToo() throws Exception {
        fixture.engine.addResource(
                new Resource() {
                    @Override
                    public ResourceInfo info() {
                        return ResourceInfo.of("x:secret", "secret");
                    }

                    @Override
                    public ResourceResult read(CallContext context) {
                        Ask.ElicitAnswer answer = context.ask("word", Ask.form("The word?", FORM));
                        return ResourceResult.text("x:secret", "text/plain", "word: " + answer.action());
                    }
                },
                fixture.from(1));
        String read = "\"uri\":\"x:secret\"";
        String asked = fixture.modern("resources/read", read).body();
        assertThat(asked).contains("\"resultType\":\"input_required\"").contains("\"word\":{\"method\"");
        String state = between(asked, "\"requestState\":\"", "\"");
        assertThat(fixture.modern(
                                "resources/read",
                                read + ",\"requestState\":\"" + state
                                        + "\",\"inputResponses\":{\"word\":{\"action\":\"cancel\"}}")
                        .body())
                .contains("word: CANCEL")
                .contains("\"resultType\":\"complete\"");
        assertThat(fixture.modern("resources/read", read + ",\"requestState\":\"" + state + "x\"")
                        .body())
                .contains("-32602");
    }
}
