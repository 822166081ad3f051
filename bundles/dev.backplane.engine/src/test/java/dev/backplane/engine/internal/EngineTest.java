package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Arguments;
import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.LogLevel;
import dev.backplane.api.Prompt;
import dev.backplane.api.PromptInfo;
import dev.backplane.api.PromptResult;
import dev.backplane.api.Resource;
import dev.backplane.api.ResourceInfo;
import dev.backplane.api.ResourceResult;
import dev.backplane.api.TaskSupport;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTest {

    record Message(String message) {}

    record Nothing() {}

    interface Handler<A> {
        ToolResult call(A arguments, CallContext context) throws Exception;
    }

    private final EngineFixture fixture = new EngineFixture();
    private final CountDownLatch started = new CountDownLatch(1);

    @AfterEach
    void close() {
        fixture.close();
    }

    private <A> Tool<A> tool(ToolInfo<A> info, Handler<A> handler) {
        Tool<A> tool = new Tool<>() {
            @Override
            public ToolInfo<A> info() {
                return info;
            }

            @Override
            public ToolResult call(A arguments, CallContext context) throws Exception {
                return handler.call(arguments, context);
            }
        };
        fixture.engine.addTool(tool, fixture.from(1));
        return tool;
    }

    private Tool<Message> echo() {
        return tool(
                ToolInfo.of("echo", Message.class).nonBlocking(),
                (arguments, context) -> ToolResult.text(arguments.message()));
    }

    private static ToolInfo<Nothing> named(String name) {
        return ToolInfo.of(name, Nothing.class);
    }

    private static ToolResult untilCancelled(CallContext context, CountDownLatch started) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        context.onCancel(over::countDown);
        started.countDown();
        assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
        return ToolResult.text("too late");
    }

    // ---- legacy --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
    void initialize_supportedVersion_echoesIt(String version) throws Exception {
        echo();
        String session = fixture.open(version);
        assertThat(fixture.legacy(session, EngineFixture.call(1, "echo", "{\"message\":\"日本\"}"))
                        .body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":"
                        + "{\"content\":[{\"type\":\"text\",\"text\":\"日本\"}]}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1999-01-01", "2026-07-28", "2099-01-01"})
    void initialize_otherVersion_offersNewestLegacy(String version) throws Exception {
        FakeExchange exchange = fixture.send(
                new FakeExchange(),
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"" + version
                        + "\",\"capabilities\":{}}}");
        assertThat(exchange.body()).contains("\"protocolVersion\":\"2025-11-25\"");
    }

    @Test
    void request_withoutSession_is400_unknownSession_is404_deletedSession_is404() throws Exception {
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        assertThat(fixture.send(new FakeExchange(), ping).status()).isEqualTo(400);
        assertThat(fixture.legacy("nonsense", ping).status()).isEqualTo(404);
        String session = fixture.open("2025-11-25");
        assertThat(fixture.legacy(session, ping).body()).contains("\"result\":{}");
        FakeExchange end = new FakeExchange().with(Sessions.HEADER, session);
        fixture.engine.end(end);
        assertThat(end.status()).isEqualTo(204);
        assertThat(fixture.legacy(session, ping).status()).isEqualTo(404);
    }

    @Test
    void session_keptByStoreAlone_isTakenUp() throws Exception {
        String session = fixture.open("2025-06-18");
        try (EngineFixture second = new EngineFixture()) {
            second.store.put(java.util.Objects.requireNonNull(fixture.store.get(session)));
            assertThat(second.legacy(session, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void session_idle_isSwept() throws Exception {
        String session = fixture.open("2025-11-25");
        fixture.clock.forward(fixture.settings.sessionIdleMillis() + 1);
        for (int i = 0; i < fixture.settings.sessionsMax(); i++) {
            fixture.open("2025-11-25");
        }
        assertThat(fixture.store.get(session)).isNull();
        FakeExchange tooMany = fixture.send(
                new FakeExchange(),
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                        + "\"capabilities\":{}}}");
        assertThat(tooMany.status()).isEqualTo(503);
        assertThat(tooMany.body()).contains("sessionsMax");
    }

    @Test
    void call_withProgressAndLog_streamsThemBeforeTheResult_andReplaysThem() throws Exception {
        tool(named("busy"), (arguments, context) -> {
            context.progress(1, 2.0, "half");
            context.progress(1, 2.0, "not growing: left out");
            context.log(LogLevel.DEBUG, null, "below the level: left out");
            context.log(LogLevel.WARNING, "log", "hot");
            return ToolResult.text("done");
        });
        String session = fixture.open("2025-11-25");
        FakeExchange.Stream stream = fixture.legacy(
                        session,
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"busy\","
                                + "\"_meta\":{\"progressToken\":\"t\"}}}")
                .opened();
        assertThat(stream.next()).isEmpty();
        String progress = stream.next();
        assertThat(progress)
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":"
                        + "{\"progressToken\":\"t\",\"progress\":1,\"total\":2,\"message\":\"half\"}}");
        String log = stream.next();
        assertThat(log).contains("\"level\":\"warning\"").contains("\"data\":\"hot\"");
        String result = stream.next();
        assertThat(result).contains("\"id\":1").contains("done");
        assertThat(stream.next()).isEqualTo(FakeExchange.Stream.END);

        FakeExchange again = new FakeExchange().with(Sessions.HEADER, session).with("Last-Event-ID", stream.ids.get(0));
        fixture.engine.open(again);
        assertThat(again.opened().messages).containsExactly(progress, log, result, FakeExchange.Stream.END);
    }

    @Test
    void stream_resumedAtUnknownEvent_is400() throws Exception {
        String session = fixture.open("2025-11-25");
        for (String id : new String[] {"1-99", "x", "-", "0-0", "99999999999999999999-1"}) {
            FakeExchange exchange =
                    new FakeExchange().with(Sessions.HEADER, session).with("Last-Event-ID", id);
            fixture.engine.open(exchange);
            assertThat(exchange.status()).as(id).isEqualTo(400);
        }
    }

    @Test
    void ask_onLegacy_sendsRequestAndEntersAgain() throws Exception {
        tool(named("greeter"), (arguments, context) -> {
            Ask.ElicitAnswer name = context.ask("name", Ask.form("Name?", "{\"type\":\"object\"}"));
            Ask.SampleAnswer greeting = context.ask("greeting", Ask.sample("Greet", 5));
            return ToolResult.text(greeting.text() + " " + name.content().get("name"));
        });
        String session = fixture.open("2025-06-18");
        FakeExchange.Stream stream =
                fixture.legacy(session, EngineFixture.call(1, "greeter", "{}")).opened();
        String elicit = stream.next();
        assertThat(elicit).contains("\"method\":\"elicitation/create\"").doesNotContain("\"mode\"");
        fixture.legacy(session, answer(elicit, "\"result\":{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}"));
        String sample = stream.next();
        assertThat(sample).contains("\"method\":\"sampling/createMessage\"");
        fixture.legacy(
                session,
                answer(
                        sample,
                        "\"result\":{\"role\":\"assistant\",\"model\":\"m\","
                                + "\"content\":{\"type\":\"text\",\"text\":\"Hi\"}}"));
        assertThat(stream.next()).contains("Hi Ada");
    }

    @Test
    void ask_withdrawnWhenTheCallIsCancelled() throws Exception {
        tool(named("asker"), (arguments, context) -> {
            context.ask("form", Ask.form("Name?", "{\"type\":\"object\"}"));
            return ToolResult.text("never");
        });
        String session = fixture.open("2025-11-25");
        FakeExchange.Stream stream =
                fixture.legacy(session, EngineFixture.call(1, "asker", "{}")).opened();
        stream.next();
        String question = stream.next();
        fixture.legacy(
                session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
        String id = question.substring(question.indexOf("\"id\":") + 5, question.indexOf(",\"method\""));
        assertThat(stream.next()).contains("notifications/cancelled").contains("\"requestId\":" + id);
        assertThat(stream.next()).isEqualTo(FakeExchange.Stream.END);
    }

    @Test
    void ask_byUrl_isAnnouncedWhenCompleted() throws Exception {
        tool(named("asker"), (arguments, context) -> {
            context.ask("page", Ask.url("e-1", "Please log in", "https://example.com/login"));
            return ToolResult.text("logged in");
        });
        FakeExchange opened = fixture.send(
                new FakeExchange(),
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                        + "\"capabilities\":{\"elicitation\":{\"url\":{}}}}}");
        String session = String.valueOf(opened.answerHeaders.get(Sessions.HEADER));
        FakeExchange.Stream standing = fixture.listen(session);
        FakeExchange.Stream stream =
                fixture.legacy(session, EngineFixture.call(1, "asker", "{}")).opened();
        stream.next();
        String question = stream.next();
        assertThat(question).contains("\"mode\":\"url\"").contains("\"elicitationId\":\"e-1\"");
        fixture.changes.elicitationCompleted("e-1");
        assertThat(standing.next())
                .contains("notifications/elicitation/complete")
                .contains("e-1");
        fixture.legacy(session, answer(question, "\"result\":{\"action\":\"accept\"}"));
        assertThat(stream.next()).contains("logged in");
    }

    @Test
    void ask_refusedByLegacyClient_failsTheCall() throws Exception {
        tool(named("asker"), (arguments, context) -> {
            context.ask("roots", Ask.roots());
            return ToolResult.text("never");
        });
        String session = fixture.open("2025-11-25");
        FakeExchange.Stream stream =
                fixture.legacy(session, EngineFixture.call(1, "asker", "{}")).opened();
        stream.next();
        fixture.legacy(session, answer(stream.next(), "\"error\":{\"code\":-1,\"message\":\"no way\"}"));
        assertThat(stream.next()).contains("\"error\"").contains("no way");
    }

    private static String answer(String request, String outcome) {
        String id = request.substring(request.indexOf("\"id\":") + 5, request.indexOf(",\"method\""));
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + outcome + "}";
    }

    @Test
    void cancelled_byClient_interruptsAndAnswersNothing() throws Exception {
        tool(named("stuck"), (arguments, context) -> untilCancelled(context, started));
        String session = fixture.open("2025-11-25");
        FakeExchange call = fixture.legacy(session, EngineFixture.call(5, "stuck", "{}"));
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        FakeExchange twice = fixture.legacy(session, EngineFixture.call(5, "stuck", "{}"));
        assertThat(twice.status()).isEqualTo(400);
        assertThat(twice.body()).contains("already under way");
        fixture.legacy(
                session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":5}}");
        assertThat(call.opened().next()).isEmpty();
        assertThat(call.opened().next()).isEqualTo(FakeExchange.Stream.END);
    }

    @Test
    void call_overItsTimeLimit_isEndedWithAnError() throws Exception {
        tool(named("slow").timeLimit(Duration.ofMillis(20)), (arguments, context) -> untilCancelled(context, started));
        assertThat(fixture.modern("tools/call", "\"name\":\"slow\"").body()).contains("time limit of 20 ms");
    }

    @Test
    void batch_in20250326_isAnsweredAsArray_elsewhereRefused() throws Exception {
        echo();
        String batch = "[" + EngineFixture.call(1, "echo", "{\"message\":\"a\"}")
                + ",{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"},{\"jsonrpc\":\"2.0\",\"id\":2},"
                + EngineFixture.call(3, "none", "{}") + "]";
        String body = fixture.legacy(fixture.open("2025-03-26"), batch).body();
        assertThat(body).startsWith("[").contains("\"id\":1,\"result\"").contains("\"id\":2,\"error\"");
        assertThat(body).contains("\"id\":3,\"error\"").endsWith("]");
        assertThat(fixture.legacy(fixture.open("2025-06-18"), batch).status()).isEqualTo(400);
        String many = "[" + "1,".repeat(fixture.settings.batchMax()) + "1]";
        assertThat(fixture.legacy(fixture.open("2025-03-26"), many).body()).contains("at most 4 (batchMax)");
    }

    @Test
    void subscription_onLegacy_tellsOfUpdatesAndListChanges() throws Exception {
        fixture.engine.addResource(resource("x:1"), fixture.from(1));
        String session = fixture.open("2025-11-25");
        FakeExchange.Stream stream = fixture.listen(session);
        String subscribe = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/%s\",\"params\":{\"uri\":\"%s\"}}";
        assertThat(fixture.legacy(session, String.format(subscribe, "subscribe", "x:none"))
                        .body())
                .contains("-32002");
        fixture.legacy(session, String.format(subscribe, "subscribe", "x:1"));
        fixture.changes.resourceUpdated("x:1");
        fixture.legacy(session, String.format(subscribe, "unsubscribe", "x:1"));
        fixture.changes.resourceUpdated("x:1");
        Tool<Message> echo = echo();
        fixture.engine.removeTool(echo);
        List<String> told = new ArrayList<>();
        while (told.size() < 2) {
            // That the resource came may have been announced before the session was there.
            String message = stream.next();
            if (!message.contains("resources/list_changed")) {
                told.add(message);
            }
        }
        assertThat(told)
                .satisfiesExactlyInAnyOrder(
                        message -> assertThat(message).contains("notifications/resources/updated"),
                        message -> assertThat(message).contains("notifications/tools/list_changed"));
        assertThat(stream.messages).isEmpty();
    }

    private static Resource resource(String uri) {
        return new Resource() {
            @Override
            public ResourceInfo info() {
                return ResourceInfo.of(uri, "r");
            }

            @Override
            public ResourceResult read(CallContext context) {
                return ResourceResult.text(uri, "text/plain", "contents");
            }
        };
    }

    @Test
    void list_longerThanAPage_isPaged_badCursorIsRefused() throws Exception {
        for (int i = 0; i < 4; i++) {
            tool(named("t" + i), (arguments, context) -> ToolResult.text("x"));
        }
        String first = fixture.modern("tools/list", "").body();
        assertThat(first).contains("t0").contains("t2").doesNotContain("t3").contains("\"ttlMs\":7");
        String cursor = first.substring(first.indexOf("\"nextCursor\":\"") + 14);
        cursor = cursor.substring(0, cursor.indexOf('"'));
        assertThat(fixture.modern("tools/list", "\"cursor\":\"" + cursor + "\"").body())
                .contains("t3")
                .doesNotContain("t2")
                .doesNotContain("nextCursor");
        assertThat(fixture.modern("tools/list", "\"cursor\":\"!\"").body()).contains("-32602");
    }

    // ---- what handlers do wrong ----------------------------------------------------------------------------------

    @Test
    void call_wrongInManyWays_isAnsweredEachTime() throws Exception {
        echo();
        tool(named("thrower"), (arguments, context) -> {
            throw new IllegalStateException("broken pipe");
        });
        tool(named("overflow"), (arguments, context) -> {
            throw new StackOverflowError();
        });
        tool(
                ToolInfo.json("liar", "{\"type\":\"object\"}")
                        .outputSchema("{\"type\":\"object\",\"required\":[\"n\"]}"),
                (Arguments arguments, CallContext context) -> ToolResult.structured(java.util.Map.of("m", 1)));
        assertThat(fixture.modern("tools/call", "\"name\":\"none\"").body())
                .contains("-32602")
                .contains("none");
        assertThat(fixture.modern("tools/call", "\"name\":\"echo\",\"arguments\":{}")
                        .body())
                .contains("\"isError\":true")
                .contains("message");
        assertThat(fixture.modern("tools/call", "\"name\":\"echo\",\"arguments\":[]")
                        .body())
                .contains("-32602");
        assertThat(fixture.modern("tools/call", "\"name\":\"thrower\"").body())
                .contains("\"isError\":true")
                .contains("broken pipe");
        assertThat(fixture.modern("tools/call", "\"name\":\"overflow\"").body()).contains("\"isError\":true");
        assertThat(fixture.modern("tools/call", "\"name\":\"liar\"").body())
                .contains("\"isError\":true")
                .contains("output schema");
        assertThat(fixture.modern("tools/call", "\"name\":\"echo\",\"arguments\":{\"message\":\"ok\"}")
                        .body())
                .contains("\"text\":\"ok\"");
    }

    @Test
    void call_resultThatIsNoJson_isAnsweredWithAnInternalError() throws Exception {
        tool(
                named("odd"),
                (arguments, context) ->
                        new ToolResult(java.util.List.of(), null, false, java.util.Map.of("x", new Object())));
        FakeExchange exchange = fixture.modern("tools/call", "\"name\":\"odd\"");
        assertThat(exchange.body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":"
                        + "{\"code\":-32603,\"message\":\"The answer could not be written as JSON\"}}");
        assertThat(exchange.status()).isEqualTo(500);
    }

    // ---- 2026-07-28 ----------------------------------------------------------------------------------------------

    @Test
    void modern_discover_listsOnlyModernVersions() throws Exception {
        assertThat(fixture.modern("server/discover", "").body())
                .contains("\"resultType\":\"complete\"")
                .contains("\"supportedVersions\":[\"2026-07-28\"]")
                .contains("io.modelcontextprotocol/tasks")
                .contains("\"io.modelcontextprotocol/serverInfo\":{\"name\":\"test\"");
    }

    @Test
    void modern_envelope_isChecked() throws Exception {
        String claim = "\"io.modelcontextprotocol/protocolVersion\":\"%s\"";
        String capable = ",\"io.modelcontextprotocol/clientCapabilities\":{}";
        assertEnvelope(String.format(claim, "2026-07-28"), "2026-07-28", "ping2", 400, -32602);
        assertEnvelope(String.format(claim, "2026-07-28") + capable, "2025-11-25", "ping2", 400, -32020);
        assertEnvelope(String.format(claim, "2026-07-28") + capable, null, "ping2", 400, -32020);
        assertEnvelope(String.format(claim, "2099-01-01") + capable, "2099-01-01", "ping2", 400, -32022);
        assertEnvelope(String.format(claim, "2026-07-28") + capable, "2026-07-28", "other", 400, -32020);
        assertEnvelope(String.format(claim, "2026-07-28") + capable, "2026-07-28", "ping2", 404, -32601);
        assertEnvelope("\"a\":1", "2026-07-28", "ping2", 400, -32602);
        assertThat(fixture.modern("initialize", "").status()).isEqualTo(404);
        assertThat(fixture.modern("ping", "").status()).isEqualTo(404);
    }

    private void assertEnvelope(
            String meta, @org.jspecify.annotations.Nullable String version, String method, int status, int code)
            throws Exception {
        FakeExchange exchange = new FakeExchange().with("Mcp-Method", method);
        if (version != null) {
            exchange.with("MCP-Protocol-Version", version);
        }
        fixture.send(
                exchange, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping2\",\"params\":{\"_meta\":{" + meta + "}}}");
        assertThat(exchange.body()).contains("\"code\":" + code);
        assertThat(exchange.status()).isEqualTo(status);
    }

    @Test
    void ask_onModern_isAnInputRequiredRound_boundToItsRequest() throws Exception {
        tool(ToolInfo.json("greeter", "{\"type\":\"object\"}"), (Arguments arguments, CallContext context) -> {
            Ask.ElicitAnswer name = context.ask("name", Ask.form("Name?", "{\"type\":\"object\"}"));
            Ask.ElicitAnswer color = context.ask("color", Ask.form("Color?", "{\"type\":\"object\"}"));
            return ToolResult.text(
                    name.content().get("n") + " likes " + color.content().get("c"));
        });
        String call = "\"name\":\"greeter\",\"arguments\":{\"b\":1,\"a\":2}";
        String first = fixture.modern("tools/call", call).body();
        assertThat(first)
                .contains("\"resultType\":\"input_required\"")
                .contains("\"inputRequests\":{\"name\":{\"method\":\"elicitation/create\"");
        String second = fixture.modern(
                        "tools/call",
                        call + ",\"requestState\":\"" + state(first)
                                + "\",\"inputResponses\":{\"name\":{\"action\":\"accept\",\"content\":{\"n\":\"Ada\"}}}")
                .body();
        assertThat(second).contains("\"inputRequests\":{\"color\"");
        String answers = ",\"requestState\":\"" + state(second)
                + "\",\"inputResponses\":{\"color\":{\"action\":\"accept\",\"content\":{\"c\":\"red\"}},\"x\":1}";
        String reordered = "\"name\":\"greeter\",\"arguments\":{\"a\":2,\"b\":1}";
        assertThat(fixture.modern("tools/call", reordered + answers).body()).contains("Ada likes red");
        String changed = "\"name\":\"greeter\",\"arguments\":{\"a\":2,\"b\":2}";
        assertThat(fixture.modern("tools/call", changed + answers).body())
                .contains("-32602")
                .contains("another request");
        fixture.clock.forward(fixture.settings.askTimeMillis() + 1);
        assertThat(fixture.modern("tools/call", call + answers).body()).contains("expired");
        assertThat(fixture.modern("tools/call", call + ",\"requestState\":\"AAAA\"")
                        .body())
                .contains("-32602");
        assertThat(fixture.modern("tools/call", call, "{}").body()).contains("-32021");
    }

    private static String state(String body) {
        String state = body.substring(body.indexOf("\"requestState\":\"") + 16);
        return state.substring(0, state.indexOf('"'));
    }

    @Test
    void modern_clientGone_cancelsTheCall() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        tool(named("stuck"), (arguments, context) -> {
            context.onCancel(cancelled::countDown);
            return untilCancelled(context, started);
        });
        FakeExchange call = fixture.modern("tools/call", "\"name\":\"stuck\"");
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        call.disconnect();
        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void modern_listen_acknowledgesThenTellsOnlyWhatWasAskedFor() throws Exception {
        fixture.engine.addResource(resource("x:1"), fixture.from(1));
        FakeExchange.Stream stream = fixture.modern(
                        "subscriptions/listen",
                        "\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"x:1\"]}")
                .opened();
        assertThat(stream.next())
                .contains("notifications/subscriptions/acknowledged")
                .contains("\"io.modelcontextprotocol/subscriptionId\":7")
                .contains("\"resourceSubscriptions\":[\"x:1\"]");
        fixture.changes.resourceUpdated("x:2");
        fixture.changes.resourceUpdated("x:1");
        assertThat(stream.next()).contains("resources/updated").contains("\"uri\":\"x:1\"");
        echo();
        assertThat(stream.next()).contains("tools/list_changed").contains("subscriptionId\":7");
        fixture.engine.deactivate();
        assertThat(stream.next()).contains("\"id\":7,\"result\"");
        assertThat(stream.next()).isEqualTo(FakeExchange.Stream.END);
    }

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

    @Test
    void prompt_withMissingArgument_isRefused() throws Exception {
        fixture.engine.addPrompt(
                new Prompt() {
                    @Override
                    public PromptInfo info() {
                        return PromptInfo.of("p").required("who", "whom to greet");
                    }

                    @Override
                    public PromptResult get(java.util.Map<String, String> arguments, CallContext context) {
                        return PromptResult.user("Hi " + arguments.get("who"));
                    }
                },
                fixture.from(1));
        assertThat(fixture.modern("prompts/get", "\"name\":\"p\"").body()).contains("needs the argument who");
        assertThat(fixture.modern("prompts/get", "\"name\":\"p\",\"arguments\":{\"who\":\"Ada\"}")
                        .body())
                .contains("Hi Ada");
    }
}
