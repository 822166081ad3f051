package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Ask;
import dev.backplane.api.Content;
import dev.backplane.api.McpException;
import dev.backplane.api.TaskSupport;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolResult;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.session.TaskActivity;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStatistics;
import dev.backplane.spi.session.TaskStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is left of a task when it has ended, when its time is over, when its session ends, and after a restart. */
class TaskLifeTest extends EngineTestBase {

    private static final String CAPABLE = "{\"elicitation\":{},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";

    private int requests;

    TaskLifeTest() {
        super(new EngineFixture(EngineFixture.settings(), new ManualTimer()));
    }

    // ---- ended ---------------------------------------------------------------------------------------------------

    @Test
    void ended_modern_isAnsweredFromTheStoreAlone() throws Exception {
        job((arguments, context) -> ToolResult.text("result"));
        String id = createModern();

        assertThat(awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);

        assertThat(fixture.registry.lookup(new Key(TaskActivity.KIND, id))).isNull();
        assertThat(modern("tasks/get", id))
                .contains("\"status\":\"completed\"")
                .contains("\"text\":\"result\"")
                .contains("\"resultType\":\"complete\"")
                .contains("serverInfo");
        assertThat(modern("tasks/cancel", id)).doesNotContain("error");
        assertThat(modern("tasks/get", id)).contains("\"status\":\"completed\"");
    }

    @Test
    void ended_legacy_isAnsweredFromTheStoreAlone() throws Exception {
        job((arguments, context) -> new ToolResult(List.of(new Content.Text("result")), null, false, Map.of("own", 1)));
        String session = fixture.open("2025-11-25");
        String id = createLegacy(session);

        awaitEnd(id);

        assertThat(fixture.registry.lookup(new Key(TaskActivity.KIND, id))).isNull();
        assertThat(legacy(session, "tasks/get", id))
                .contains("\"status\":\"completed\"")
                .doesNotContain("result\":{\"content");
        assertThat(legacy(session, "tasks/result", id))
                .contains("\"text\":\"result\"")
                .contains("\"own\":1")
                .contains("\"io.modelcontextprotocol/related-task\":{\"taskId\":\"" + id + "\"}")
                .doesNotContain("resultType");
        assertThat(legacy(session, "tasks/cancel", id)).contains("-32602").contains("completed already");
    }

    @Test
    void toolReportsAProblem_legacyTaskHasFailed_modernOneIsCompleted() throws Exception {
        job((arguments, context) -> ToolResult.error("no such file"));
        String session = fixture.open("2025-11-25");
        String old = createLegacy(session);
        String recent = createModern();

        assertThat(awaitEnd(old).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(awaitEnd(recent).status()).isEqualTo(TaskStatus.COMPLETED);

        assertThat(legacy(session, "tasks/get", old)).contains("\"statusMessage\":\"no such file\"");
        assertThat(legacy(session, "tasks/result", old))
                .contains("\"isError\":true")
                .contains("no such file");
        assertThat(modern("tasks/get", recent)).contains("\"isError\":true").doesNotContain("statusMessage");
    }

    @Test
    void callFails_bothFormsTellTheError() throws Exception {
        job((arguments, context) -> {
            throw new McpException(-32050, "out of paper", Map.of("tray", 2));
        });
        String session = fixture.open("2025-11-25");
        String old = createLegacy(session);
        String recent = createModern();

        assertThat(awaitEnd(old).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(awaitEnd(recent).status()).isEqualTo(TaskStatus.FAILED);

        String error = "{\"code\":-32050,\"message\":\"out of paper\",\"data\":{\"tray\":2}}";
        assertThat(legacy(session, "tasks/result", old)).contains("\"error\":" + error);
        assertThat(modern("tasks/get", recent)).contains("\"error\":" + error).contains("\"status\":\"failed\"");
    }

    @Test
    void cancelled_legacy_isSoBeforeTheAnswer_andTheResultSaysSo() throws Exception {
        job((arguments, context) -> untilCancelled(context, started));
        String session = fixture.open("2025-11-25");
        String id = createLegacy(session);
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        FakeExchange waiting = send(session, "tasks/result", id);

        assertThat(legacy(session, "tasks/cancel", id)).contains("\"status\":\"cancelled\"");

        assertThat(waiting.body()).contains("The task was cancelled");
        assertThat(fixture.store.tasks().get(id).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(legacy(session, "tasks/cancel", id)).contains("-32602");
    }

    @Test
    void waitingForTheResult_cancelled_waitsNoMore_andTheTaskGoesOn() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        job((arguments, context) -> {
            assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
            return ToolResult.text("result");
        });
        String session = fixture.open("2025-11-25");
        String id = createLegacy(session);
        FakeExchange waiting = send(session, "tasks/result", id);

        fixture.legacy(
                session,
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + requests
                        + "}}");

        FakeExchange.Stream stream = waiting.opened();
        assertThat(stream.next()).as("the priming event").isEmpty();
        assertThat(stream.next()).isEqualTo(FakeExchange.Stream.END);
        go.countDown();
        assertThat(awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    // ---- time ----------------------------------------------------------------------------------------------------

    @Test
    void timeToLive_over_endsWhatRunsAndForgetsWhatHasEnded() throws Exception {
        job((arguments, context) -> untilCancelled(context, started));
        tool(named("quick").tasks(TaskSupport.OPTIONAL), (arguments, context) -> ToolResult.text("x"));
        String running = createModern();
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        forward(10_000);
        String ended = create("quick");
        awaitEnd(ended);

        forward(49_999);
        assertThat(modern("tasks/get", running)).contains("working");
        forward(1);
        assertThat(modern("tasks/get", running)).contains("Task not found");
        assertThat(modern("tasks/get", ended)).contains("completed");
        forward(10_000);
        assertThat(modern("tasks/get", ended)).contains("Task not found");
        assertThat(fixture.store.tasks().size()).isZero();
        assertThat(fixture.registry.entries(TaskActivity.KIND)).isEmpty();
    }

    // ---- sessions ------------------------------------------------------------------------------------------------

    @Test
    void sessionDeleted_itsTasksAreCancelledAndForgotten() throws Exception {
        job((arguments, context) -> untilCancelled(context, started));
        tool(named("quick").tasks(TaskSupport.OPTIONAL), (arguments, context) -> ToolResult.text("x"));
        String session = fixture.open("2025-11-25");
        createLegacy(session);
        String modern = createModern();
        awaitEnd(taskId(call(session, "quick").body()));

        fixture.engine.end(new FakeExchange().with(Sessions.HEADER, session));

        assertThat(fixture.store.tasks().stream().map(TaskRecord::id)).containsExactly(modern);
        assertThat(fixture.registry.entries(TaskActivity.KIND)).hasSize(1);
    }

    // ---- a restart -----------------------------------------------------------------------------------------------

    @Test
    void engineStopped_whatRanHasFailed_andWhatHadEndedKeepsItsResult() throws Exception {
        job((arguments, context) -> untilCancelled(context, started));
        tool(named("quick").tasks(TaskSupport.OPTIONAL), (arguments, context) -> ToolResult.text("kept"));
        tool(named("asks").tasks(TaskSupport.OPTIONAL), (arguments, context) -> {
            context.ask("sure", Ask.form("Sure?", "{\"type\":\"object\"}"));
            return ToolResult.text("never");
        });
        String session = fixture.open("2025-11-25");
        String old = createLegacy(session);
        String asking = create("asks");
        String ended = create("quick");
        awaitEnd(ended);
        while (!modern("tasks/get", asking).contains("input_required")) {
            Thread.onSpinWait();
        }
        FakeExchange waiting = send(session, "tasks/result", old);

        fixture.close();

        assertThat(waiting.body()).contains(TaskKeeper.INTERRUPTED);
        try (EngineFixture next = new EngineFixture(EngineFixture.settings(), new ManualTimer(), fixture.store)) {
            assertInterrupted(next, session, old, asking);
            assertThat(modern(next, "tasks/get", ended))
                    .contains("\"status\":\"completed\"")
                    .contains("kept");
        }
    }

    @Test
    void processKilled_whatRanHasFailed_andWhatIsOverIsForgotten() throws Exception {
        String session = fixture.open("2025-11-25");
        TaskRecord old = left("0001", session);
        TaskRecord asking = left("0002", null).with(TaskStatus.INPUT_REQUIRED, null, fixture.clock.instant());
        fixture.store.tasks().put(old);
        fixture.store.tasks().put(asking);
        try (EngineFixture next = new EngineFixture(EngineFixture.settings(), new ManualTimer(), fixture.store)) {
            assertInterrupted(next, session, old.id(), asking.id());

            next.clock.forward(60_000);
            assertThat(modern(next, "tasks/get", asking.id())).contains("Task not found");
            assertThat(send(next, session, "tasks/list", "-").body()).contains("\"tasks\":[]");
        }
    }

    private static void assertInterrupted(EngineFixture next, String session, String old, String recent)
            throws Exception {
        assertThat(send(next, session, "tasks/get", old).body())
                .contains("\"status\":\"failed\"")
                .contains("\"statusMessage\":\"" + TaskKeeper.INTERRUPTED);
        assertThat(send(next, session, "tasks/result", old).body())
                .contains("\"error\":{\"code\":-32603,\"message\":\"" + TaskKeeper.INTERRUPTED);
        assertThat(send(next, session, "tasks/list", "-").body()).contains(old).contains("\"status\":\"failed\"");
        assertThat(modern(next, "tasks/get", recent))
                .contains("\"status\":\"failed\"")
                .contains("\"error\":{\"code\":-32603,\"message\":\"" + TaskKeeper.INTERRUPTED)
                .doesNotContain("inputRequests");
        assertThat(modern(next, "tasks/update", recent, ",\"inputResponses\":{}"))
                .doesNotContain("error");
    }

    private TaskRecord left(String id, String session) {
        return new TaskRecord(
                id,
                session,
                null,
                session == null ? "2026-07-28" : "2025-11-25",
                "job",
                TaskStatus.WORKING,
                null,
                fixture.clock.instant(),
                fixture.clock.instant(),
                60_000,
                10,
                null,
                null);
    }

    // ---- the store -----------------------------------------------------------------------------------------------

    @Test
    void storeFails_noTaskIsMade() throws Exception {
        job((arguments, context) -> ToolResult.text("result"));
        fixture.store.tasks.failing = true;

        assertThat(fixture.modern("tools/call", "\"name\":\"job\"", CAPABLE).status())
                .isEqualTo(500);

        fixture.store.tasks.failing = false;
        assertThat(fixture.registry.entries(TaskActivity.KIND)).isEmpty();
        for (int i = 0; i < 5; i++) {
            awaitEnd(createModern());
        }
    }

    @Test
    void storeFailsAtTheEnd_theResultIsThereAllTheSame_andStoredLater() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        job((arguments, context) -> {
            assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
            return ToolResult.text("result");
        });
        String id = createModern();
        fixture.store.tasks.failing = true;
        go.countDown();
        while (!modern("tasks/get", id).contains("completed")) {
            Thread.onSpinWait();
        }
        assertThat(fixture.store.tasks().get(id).status()).isEqualTo(TaskStatus.WORKING);

        fixture.store.tasks.failing = false;
        fixture.engine.taskKeeper.sweep();

        assertThat(fixture.store.tasks().get(id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(fixture.registry.entries(TaskActivity.KIND)).isEmpty();
        assertThat(modern("tasks/get", id)).contains("completed").contains("result");
    }

    @Test
    void resultIsNoJson_theTaskFails() throws Exception {
        job((arguments, context) ->
                new ToolResult(List.of(new Content.Text("x")), null, false, Map.of("bad", new Object())));
        String id = createModern();

        assertThat(awaitEnd(id).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(modern("tasks/get", id)).contains("could not be written as JSON");
    }

    // ---- the counts ----------------------------------------------------------------------------------------------

    @Test
    void statistics_countWhatThereIsAndWhatHasBeen() throws Exception {
        job((arguments, context) -> untilCancelled(context, started));
        tool(named("quick").tasks(TaskSupport.OPTIONAL), (arguments, context) -> ToolResult.text("x"));
        for (int i = 0; i < 5; i++) {
            awaitEnd(create("quick"));
        }
        createModern();
        createModern();
        createModern();

        FakeExchange refused = fixture.modern("tools/call", "\"name\":\"job\"", CAPABLE);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("3 (tasksRunningMax)");
        assertThat(refused.answerHeaders).containsKey("Retry-After");
        TaskStatistics now = fixture.engine.taskStatistics();
        assertThat(now.kept())
                .containsEntry(TaskStatus.WORKING, 3L)
                .containsEntry(TaskStatus.COMPLETED, 2L)
                .containsEntry(TaskStatus.FAILED, 0L);
        assertThat(now.ended()).containsEntry(TaskStatus.COMPLETED, 5L).doesNotContainKey(TaskStatus.WORKING);
        assertThat(now.created()).isEqualTo(8);
        assertThat(now.refused()).isEqualTo(1);
        assertThat(now.evicted()).isEqualTo(3);
        assertThat(now.resultBytes()).isPositive();
    }

    // ---- shorthands ----------------------------------------------------------------------------------------------

    private Tool<Nothing> job(Handler<Nothing> handler) {
        return tool(named("job").tasks(TaskSupport.OPTIONAL), handler);
    }

    private void forward(long millis) {
        fixture.clock.forward(millis);
        ((ManualTimer) fixture.timer).forward(millis);
    }

    private TaskRecord awaitEnd(String id) {
        TaskRecord task = fixture.store.tasks().get(id);
        while (task != null && !task.status().terminal()
                || fixture.registry.lookup(new Key(TaskActivity.KIND, id)) != null) {
            Thread.onSpinWait();
            task = fixture.store.tasks().get(id);
        }
        assertThat(task).isNotNull();
        return task;
    }

    private String createModern() throws Exception {
        return create("job");
    }

    private String create(String tool) throws Exception {
        return taskId(fixture.modern("tools/call", "\"name\":\"" + tool + "\"", CAPABLE)
                .body());
    }

    private String createLegacy(String session) throws Exception {
        return taskId(call(session, "job").body());
    }

    private FakeExchange call(String session, String tool) {
        return fixture.legacy(
                session,
                "{\"jsonrpc\":\"2.0\",\"id\":" + ++requests + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
                        + tool + "\",\"task\":{}}}");
    }

    private static String taskId(String created) {
        String id = created.substring(created.indexOf("\"taskId\":\"") + 10);
        return id.substring(0, id.indexOf('"'));
    }

    private String modern(String method, String id) throws Exception {
        return modern(fixture, method, id);
    }

    private static String modern(EngineFixture fixture, String method, String id) throws Exception {
        return modern(fixture, method, id, "");
    }

    private static String modern(EngineFixture fixture, String method, String id, String more) throws Exception {
        return fixture.modern(method, "\"taskId\":\"" + id + "\"" + more, CAPABLE)
                .body();
    }

    private String legacy(String session, String method, String id) throws Exception {
        return send(session, method, id).body();
    }

    private FakeExchange send(String session, String method, String id) {
        return fixture.legacy(
                session,
                "{\"jsonrpc\":\"2.0\",\"id\":" + ++requests + ",\"method\":\"" + method + "\",\"params\":{\"taskId\":\""
                        + id + "\"}}");
    }

    private static FakeExchange send(EngineFixture fixture, String session, String method, String id) {
        return fixture.legacy(
                session,
                "{\"jsonrpc\":\"2.0\",\"id\":\"r\",\"method\":\"" + method + "\",\"params\":{\"taskId\":\"" + id
                        + "\"}}");
    }
}
