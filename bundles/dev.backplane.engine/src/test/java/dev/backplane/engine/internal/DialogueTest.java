package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Ask;
import dev.backplane.api.LogLevel;
import dev.backplane.api.ToolResult;
import dev.backplane.spi.session.CloseReason;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections on which messages go both ways, in both eras. */
class DialogueTest extends EngineTestBase {

    private FakeLine line;

    @BeforeEach
    void connect() {
        line = new FakeLine(fixture.engine);
    }

    @AfterEach
    void noSinkIsLeft() {
        assertThat(line.openSinks()).isZero();
    }

    private static String initialize(String version) {
        return "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"" + version
                + "\",\"capabilities\":{\"elicitation\":{},\"sampling\":{},\"roots\":{}},"
                + "\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}";
    }

    private static String modern(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method
                + "\",\"params\":{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}}"
                + (params.isEmpty() ? "" : "," + params) + "}}";
    }

    private static String cancelled(int id) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + id + "}}";
    }

    private void open(String version) throws Exception {
        line.say(initialize(version));
        assertThat(line.next()).contains("\"protocolVersion\":\"" + version + "\"");
        line.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    private long ended(CloseReason reason) {
        return fixture.engine.statistics().closed().getOrDefault(reason, 0L);
    }

    // ---- the era -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
    void initialize_pinsTheConnectionToItsSession(String version) throws Exception {
        echo();
        open(version);
        assertThat(line.conversation.revision()).isEqualTo(version);
        line.say(EngineFixture.call(1, "echo", "{\"message\":\"日本\"}"));
        assertThat(line.next()).contains("\"id\":1").contains("日本");
        assertThat(line.say(modern(2, "tools/list", "")).next())
                .contains("\"id\":2")
                .contains("-32600");
        assertThat(line.say(initialize(version)).next()).contains("-32600");
        assertThat(line.messages).isEmpty();
    }

    @Test
    void modernRequest_pinsTheConnection_discoverDoesNot() throws Exception {
        echo();
        assertThat(line.say(modern(1, "server/discover", "")).next()).contains("2026-07-28");
        assertThat(line.conversation.revision()).isNull();
        line.say(modern(2, "tools/call", "\"name\":\"echo\",\"arguments\":{\"message\":\"x\"}"));
        assertThat(line.next()).contains("\"resultType\":\"complete\"");
        assertThat(line.conversation.revision()).isEqualTo("2026-07-28");
        assertThat(line.say(initialize("2025-11-25")).next()).contains("-32600").contains("2026-07-28");
        assertThat(line.say(EngineFixture.call(3, "echo", "{\"message\":\"x\"}"))
                        .next())
                .contains("-32602")
                .contains("\"id\":3");
        assertThat(fixture.engine.statistics().opened()).isZero();
    }

    @Test
    void afterDiscover_clientMayStillInitialize() throws Exception {
        line.say(modern(1, "server/discover", "")).next();
        open("2025-06-18");
        assertThat(line.conversation.revision()).isEqualTo("2025-06-18");
    }

    @Test
    void requestOfNoEra_isRefused_pingIsAnswered() throws Exception {
        assertThat(line.say(EngineFixture.call(1, "echo", "{}")).next()).contains("initialize");
        assertThat(line.say("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}")
                        .next())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}");
        assertThat(line.conversation.revision()).isNull();
    }

    @Test
    void whatWantsNoAnswer_getsNone_whatCannotBeReadDoes() throws Exception {
        line.say(cancelled(7));
        line.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        line.say("{\"jsonrpc\":\"2.0\",\"id\":\"b1\",\"result\":{}}");
        assertThat(line.say("{").next()).contains("-32700");
        assertThat(line.say("[]").next()).contains("-32600");
        assertThat(line.say("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]")
                        .next())
                .contains("2025-03-26");
        assertThat(line.messages).isEmpty();
    }

    // ---- both ways -----------------------------------------------------------------------------------------------

    @Test
    void call_notificationsAndQuestions_comeBeforeTheAnswer_nothingIsKept() throws Exception {
        tool(named("busy"), (arguments, context) -> {
            context.log(LogLevel.WARNING, "log", "hot");
            Ask.ElicitAnswer sure = context.ask("sure", Ask.form("Sure?", "{\"type\":\"object\"}"));
            return ToolResult.text("sure: " + sure.action());
        });
        open("2025-11-25");
        line.say(EngineFixture.call(1, "busy", "{}"));
        assertThat(line.next()).contains("hot");
        String question = line.next();
        assertThat(question).contains("elicitation/create");
        assertThat(line.conversation.underWay()).isEqualTo(1);
        line.say(answer(question, "\"result\":{\"action\":\"accept\",\"content\":{}}"));
        assertThat(line.next()).contains("hot");
        assertThat(line.next()).contains("\"id\":1").contains("sure: ACCEPT");
        assertThat(line.messages).isEmpty();
        fixture.store
                .records()
                .keySet()
                .forEach(id -> assertThat(fixture.store.lastSequence(id)).isZero());
    }

    @Test
    void changes_reachTheSession_andTheListener() throws Exception {
        FakeLine listener = new FakeLine(fixture.engine);
        listener.say(modern(4, "subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}"));
        assertThat(listener.next()).contains("acknowledged");
        open("2024-11-05");
        echo();
        assertThat(line.next()).contains("notifications/tools/list_changed");
        assertThat(listener.next())
                .contains("notifications/tools/list_changed")
                .contains("\"io.modelcontextprotocol/subscriptionId\":4");
        listener.say(cancelled(4));
        assertThat(listener.conversation.underWay()).isZero();
        assertThat(fixture.registry.entries(Listeners.LISTENER)).isEmpty();
    }

    @Test
    void batch_isAnsweredAsOne() throws Exception {
        open("2025-03-26");
        line.say("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},"
                + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}]");
        assertThat(line.next())
                .isEqualTo(
                        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}},{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}]");
    }

    // ---- cancelling ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancel_endsTheCall_withoutAnAnswer(boolean modern) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        tool(named("slow"), (arguments, context) -> {
            context.onCancel(over::countDown);
            return untilCancelled(context, started);
        });
        if (modern) {
            line.say(modern(1, "tools/call", "\"name\":\"slow\""));
        } else {
            open("2025-11-25");
            line.say(EngineFixture.call(1, "slow", "{}"));
        }
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(line.say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")
                        .next())
                .contains("already under way");
        line.say(cancelled(1));
        assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(line.conversation.underWay()).isZero();
        assertThat(line.messages).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gone_cancelsCalls_andEndsTheSession(boolean modern) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        tool(named("slow"), (arguments, context) -> {
            context.onCancel(over::countDown);
            return untilCancelled(context, started);
        });
        if (modern) {
            line.say(modern(1, "tools/call", "\"name\":\"slow\""));
            line.say(modern(2, "subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}"));
        } else {
            open("2025-11-25");
            line.say(EngineFixture.call(1, "slow", "{}"));
        }
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        line.conversation.gone();
        line.conversation.gone();
        assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(line.conversation.underWay()).isZero();
        assertThat(fixture.registry.entries(Listeners.LISTENER)).isEmpty();
        assertThat(ended(CloseReason.TRANSPORT_GONE)).isEqualTo(modern ? 0 : 1);
        assertThat(fixture.store.records()).isEmpty();
    }

    @Test
    void tooManyRequests_areRefused() throws Exception {
        tool(named("slow"), (arguments, context) -> untilCancelled(context, started));
        for (int id = 1; id <= 3; id++) {
            line.say(modern(id, "tools/call", "\"name\":\"slow\""));
        }
        assertThat(line.say(modern(4, "tools/list", "")).next())
                .contains("\"id\":4")
                .contains("requestsMax");
        line.conversation.gone();
    }

    // ---- stopping ------------------------------------------------------------------------------------------------

    @Test
    void drain_waitsForCalls_refusesNewOnes_thenCloses() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        tool(named("slow"), (arguments, context) -> {
            started.countDown();
            assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
            return ToolResult.text("done");
        });
        line.say(modern(1, "subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}"));
        assertThat(line.next()).contains("acknowledged");
        line.say(modern(2, "tools/call", "\"name\":\"slow\""));
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        line.conversation.drain();
        assertThat(line.next()).contains("\"id\":1").contains("subscriptionId");
        assertThat(line.say(modern(3, "tools/list", "")).next())
                .contains("\"id\":3")
                .contains("stopping");
        assertThat(line.isOpen()).isTrue();
        go.countDown();
        assertThat(line.next()).contains("\"id\":2").contains("done");
        assertThat(line.next()).isEqualTo(FakeLine.END);
    }

    @Test
    void expire_answersWhatIsUnderWay_andCloses() throws Exception {
        tool(named("slow"), (arguments, context) -> untilCancelled(context, started));
        open("2025-06-18");
        line.say(EngineFixture.call(5, "slow", "{}"));
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        line.conversation.drain();
        line.conversation.expire();
        assertThat(line.next()).contains("\"id\":5").contains("stopped before");
        assertThat(line.next()).isEqualTo(FakeLine.END);
        line.conversation.gone();
        assertThat(fixture.store.records()).isEmpty();
    }

    @Test
    void idleConnection_drains_atOnce_andTheEnginesEndClosesIt() throws Exception {
        FakeLine quiet = new FakeLine(fixture.engine);
        quiet.conversation.drain();
        assertThat(quiet.next()).isEqualTo(FakeLine.END);
        open("2025-11-25");
        fixture.engine.deactivate();
        assertThat(line.next()).isEqualTo(FakeLine.END);
    }
}
