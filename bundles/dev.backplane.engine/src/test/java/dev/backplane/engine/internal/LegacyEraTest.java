package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Ask;
import dev.backplane.api.LogLevel;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolResult;
import dev.backplane.spi.session.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyEraTest extends EngineTestBase {

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
    void session_keptByStoreAlone_usesNoNumberAgain() throws Exception {
        tool(named("busy"), (arguments, context) -> {
            context.log(LogLevel.WARNING, "log", "hot");
            return ToolResult.text("done");
        });
        try (EngineFixture former = new EngineFixture()) {
            String session = former.open("2025-11-25");
            fixture.store.put(java.util.Objects.requireNonNull(former.store.get(session)));
            // the stream of a call that was under way when the former engine ended; by its first number it would be 1
            fixture.store.append(session, new StreamEvent(1, 2, new byte[0]));
            fixture.store.append(session, new StreamEvent(1, 3, "missed".getBytes(StandardCharsets.UTF_8)));

            FakeExchange.Stream stream =
                    fixture.legacy(session, EngineFixture.call(1, "busy", "{}")).opened();
            assertThat(stream.next()).isEmpty();
            String log = stream.next();
            String result = stream.next();
            assertThat(log).contains("hot");
            assertThat(result).contains("done");
            assertThat(stream.next()).isEqualTo(FakeExchange.Stream.END);

            assertThat(stream.ids).containsExactly("4-5", "4-6", "4-7");
            assertThat(resumed(session, "1-2")).containsExactly("missed", FakeExchange.Stream.END);
            assertThat(resumed(session, "4-5")).containsExactly(log, result, FakeExchange.Stream.END);
        }
    }

    private Iterable<String> resumed(String session, String lastEventId) throws Exception {
        FakeExchange exchange =
                new FakeExchange().with(Sessions.HEADER, session).with("Last-Event-ID", lastEventId);
        fixture.engine.open(exchange);
        return exchange.opened().messages;
    }

    @Test
    void session_idle_isSwept() throws Exception {
        String session = fixture.open("2025-11-25");
        fixture.clock.forward(fixture.settings.sessions().idleMillis() + 1);
        for (int i = 0; i < fixture.settings.sessions().max(); i++) {
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
    void batch_in20250326_isAnsweredAsArray_elsewhereRefused() throws Exception {
        echo();
        String batch = "[" + EngineFixture.call(1, "echo", "{\"message\":\"a\"}")
                + ",{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"},{\"jsonrpc\":\"2.0\",\"id\":2},"
                + EngineFixture.call(3, "none", "{}") + "]";
        String body = fixture.legacy(fixture.open("2025-03-26"), batch).body();
        assertThat(body).startsWith("[").contains("\"id\":1,\"result\"").contains("\"id\":2,\"error\"");
        assertThat(body).contains("\"id\":3,\"error\"").endsWith("]");
        assertThat(fixture.legacy(fixture.open("2025-06-18"), batch).status()).isEqualTo(400);
        String many = "[" + "1,".repeat(fixture.settings.calls().batchMax()) + "1]";
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
}
