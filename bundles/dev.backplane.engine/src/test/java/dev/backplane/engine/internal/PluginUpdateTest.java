package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Ask;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tools that go and come back while they are called. */
class PluginUpdateTest extends EngineTestBase {

    private static final long HOLD = 2_000;
    private static final String GO = "\"name\":\"go\"";

    private final ManualTimer timer;
    private final CountDownLatch go = new CountDownLatch(1);

    PluginUpdateTest() {
        super(new EngineFixture(EngineFixture.settings(10_000, HOLD, 3), new ManualTimer()));
        timer = (ManualTimer) fixture.timer;
    }

    /** A tool that answers its version. */
    private Tool<Nothing> version(String name, String version, long bundle) {
        Tool<Nothing> tool = made(named(name), (arguments, context) -> ToolResult.text(version));
        fixture.engine.addTool(tool, fixture.from(bundle));
        return tool;
    }

    private Tool<Nothing> untilGo(String version) {
        return tool(named("go"), (arguments, context) -> {
            started.countDown();
            assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
            return ToolResult.text(version);
        });
    }

    private FakeExchange call() {
        return fixture.modern("tools/call", GO);
    }

    private Thread removing(Tool<?> tool) {
        Thread thread = new Thread(() -> fixture.engine.removeTool(tool));
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return thread;
    }

    @Test
    void update_withACallUnderWay_waitsForIt_andNewCallsWaitForTheNewCode() throws Exception {
        Tool<Nothing> first = untilGo("old");
        FakeExchange old = call();
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();

        Thread stop = removing(first);
        assertThat(stop.isAlive()).as("waits for the call").isTrue();
        FakeExchange next = call();
        assertThat(fixture.modern("tools/list", "").body()).contains("\"go\"");
        timer.forward(2 * HOLD);
        assertThat(next.status).as("the hold begins after the last call").isNotDone();
        go.countDown();
        assertThat(old.body()).contains("old");
        stop.join();
        timer.forward(HOLD - 1);
        assertThat(next.status).isNotDone();

        version("go", "new", 1);
        assertThat(next.body()).contains("new");
        assertThat(call().body()).contains("new");
    }

    @Test
    void update_ofANonBlockingTool_continuesWhatWaited() throws Exception {
        fixture.engine.removeTool(echo());
        String call = EngineFixture.call(1, "echo", "{\"message\":\"hi\"}");
        FakeExchange legacy = fixture.legacy(fixture.open("2025-06-18"), call);
        FakeExchange modern = fixture.modern("tools/call", "\"name\":\"echo\",\"arguments\":{\"message\":\"ho\"}");
        assertThat(legacy.status).isNotDone();
        assertThat(modern.status).isNotDone();
        echo();
        assertThat(legacy.body()).contains("hi");
        assertThat(modern.body()).contains("ho");
    }

    @Test
    void hold_over_answersUnknownTool() throws Exception {
        fixture.engine.removeTool(version("go", "1", 1));
        FakeExchange waiting = call();
        timer.forward(HOLD);
        assertThat(waiting.body()).contains("-32602").contains("Unknown tool: go");
        assertThat(call().body()).contains("Unknown tool: go");
        assertThat(fixture.modern("tools/list", "").body()).doesNotContain("\"go\"");
        assertThat(fixture.registry.entries("tool")).isEmpty();
    }

    @Test
    void hold_ofAnEarlierUpdate_doesNotEndALaterOne() throws Exception {
        fixture.engine.removeTool(version("go", "1", 1));
        timer.forward(HOLD - 100);
        fixture.engine.removeTool(version("go", "2", 1));
        FakeExchange waiting = call();
        timer.forward(HOLD - 100);
        assertThat(waiting.status).isNotDone();
        version("go", "3", 1);
        assertThat(waiting.body()).contains("3");
    }

    @Test
    void bundle_uninstalled_takesItsNamesAtOnce() throws Exception {
        fixture.engine.removeTool(version("go", "1", 7));
        FakeExchange waiting = call();
        fixture.framework.uninstall(8);
        assertThat(waiting.status).isNotDone();
        fixture.framework.uninstall(7);
        assertThat(waiting.body()).contains("Unknown tool: go");
        assertThat(call().body()).contains("Unknown tool: go");
    }

    @Test
    void waiting_cancelledOrGone_isDropped() throws Exception {
        fixture.engine.removeTool(version("go", "1", 1));
        String session = fixture.open("2025-06-18");
        FakeExchange cancelled = fixture.legacy(session, EngineFixture.call(5, "go", "{}"));
        FakeExchange twice = fixture.legacy(session, EngineFixture.call(5, "go", "{}"));
        assertThat(twice.body()).contains("already under way");
        FakeExchange gone = call();
        FakeExchange third = call();
        fixture.legacy(
                session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":5}}");
        assertThat(cancelled.opened().next()).isEqualTo(FakeExchange.Stream.END);
        gone.disconnect();
        assertThat(gone.opened().next()).isEqualTo(FakeExchange.Stream.END);
        FakeExchange[] roomForTwo = {call(), call()};
        version("go", "2", 1);
        assertThat(third.body()).contains("2");
        assertThat(roomForTwo[0].body()).contains("2");
        assertThat(roomForTwo[1].body()).contains("2");
    }

    @Test
    void waiting_tooMany_areRefusedByName() throws Exception {
        fixture.engine.removeTool(version("go", "1", 1));
        for (int i = 0; i < 3; i++) {
            assertThat(call().status).isNotDone();
        }
        FakeExchange fourth = call();
        assertThat(fourth.status()).isEqualTo(503);
        assertThat(fourth.body()).contains("go is being replaced, and 3 calls (heldCallsMax) wait already");
    }

    @Test
    void drain_over_letsTheBundleStop_andTheCallEndLater() throws Exception {
        try (EngineFixture impatient = new EngineFixture(EngineFixture.settings(20, HOLD, 3), timer)) {
            Tool<Nothing> tool = made(named("go"), (arguments, context) -> {
                assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
                return ToolResult.text("late");
            });
            impatient.engine.addTool(tool, impatient.from(1));
            FakeExchange call = impatient.modern("tools/call", GO);
            impatient.engine.removeTool(tool);
            assertThat(call.status).isNotDone();
            go.countDown();
            assertThat(call.body()).contains("late");
        }
    }

    @Test
    void twoOfOneName_theServingOneGoes_theOtherTakesOverAtOnce() throws Exception {
        Tool<Nothing> first = version("go", "first", 1);
        Tool<Nothing> second = version("go", "second", 2);
        assertThat(call().body()).contains("first");
        fixture.engine.removeTool(first);
        assertThat(call().body()).contains("second");
        fixture.engine.removeTool(second);
        FakeExchange waiting = call();
        version("go", "third", 3);
        assertThat(waiting.body()).contains("third");
    }

    @Test
    void asked_call_goesOnWithTheNewCode() throws Exception {
        ToolInfo<Nothing> info = named("go");
        Tool<Nothing> old = tool(
                info,
                (arguments, context) -> ToolResult.text(
                        "old " + context.ask("q", Ask.sample("Hi", 1)).text()));
        String session = fixture.open("2025-06-18");
        FakeExchange.Stream stream =
                fixture.legacy(session, EngineFixture.call(1, "go", "{}")).opened();
        String asked = stream.next();
        fixture.engine.removeTool(old);
        fixture.legacy(
                session,
                answer(
                        asked,
                        "\"result\":{\"role\":\"assistant\",\"model\":\"m\","
                                + "\"content\":{\"type\":\"text\",\"text\":\"hello\"}}"));
        assertThat(stream.messages).as("waits for the new code").isEmpty();
        tool(
                info,
                (arguments, context) -> ToolResult.text(
                        "new " + context.ask("q", Ask.sample("Hi", 1)).text()));
        assertThat(stream.next()).contains("new hello");
    }

    @Test
    void asked_call_ofAToolThatIsRemoved_isToldSo() throws Exception {
        Tool<Nothing> tool = tool(
                named("go"),
                (arguments, context) ->
                        ToolResult.text(context.ask("q", Ask.sample("Hi", 1)).text()));
        String session = fixture.open("2025-06-18");
        FakeExchange.Stream stream =
                fixture.legacy(session, EngineFixture.call(1, "go", "{}")).opened();
        String asked = stream.next();
        fixture.engine.removeTool(tool);
        timer.forward(HOLD);
        fixture.legacy(
                session,
                answer(
                        asked,
                        "\"result\":{\"role\":\"assistant\",\"model\":\"m\","
                                + "\"content\":{\"type\":\"text\",\"text\":\"hello\"}}"));
        assertThat(stream.next()).contains("go: its plugin has been removed meanwhile");
    }

    @Test
    void framework_stops_nothingIsHeldOrWaitedFor() throws Exception {
        Tool<Nothing> tool = untilGo("old");
        FakeExchange old = call();
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        fixture.framework.stop();
        fixture.engine.removeTool(tool);
        assertThat(call().body()).contains("Unknown tool: go");
        go.countDown();
        assertThat(old.body()).contains("old");
    }

    @Test
    void engine_stops_whatWaitsIsRefused_andADrainEnds() throws Exception {
        Tool<Nothing> tool = untilGo("old");
        call();
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        Thread stop = removing(tool);
        FakeExchange waiting = call();
        fixture.engine.deactivate();
        assertThat(waiting.status()).isEqualTo(503);
        assertThat(waiting.body()).contains("The platform is stopping");
        stop.join(10_000);
        assertThat(stop.isAlive()).isFalse();
        go.countDown();
        assertThat(fixture.registry.size()).isZero();
        assertThat(fixture.framework.listeners()).isZero();
    }

    @Test
    void engine_stopsWithoutARegistry_stopsAllTheSame() {
        echo();
        fixture.registry.remove();
        fixture.engine.deactivate();
        assertThat(timer.isShutdown()).isTrue();
    }

    @Test
    void registry_missing_whileToolsComeAndGo_isMadeUpForOnceItIsBack() throws Exception {
        Tool<Nothing> gone = version("gone", "1", 1);
        Tool<Nothing> replaced = version("go", "1", 1);
        fixture.registry.remove();
        fixture.engine.removeTool(gone);
        fixture.engine.removeTool(replaced);
        version("go", "2", 1);
        version("new", "3", 2);
        timer.forward(10 * HOLD);
        fixture.registry.restore();
        FakeExchange waiting = fixture.modern("tools/call", "\"name\":\"gone\"");
        timer.forward(HOLD);
        assertThat(waiting.body()).contains("Unknown tool: gone");
        assertThat(call().body()).contains("2");
        assertThat(fixture.modern("tools/call", "\"name\":\"new\"").body()).contains("3");
    }

    @Test
    void registry_missing_whileAResourceChanges_isHeardOfOnceItIsBack() throws Exception {
        FakeExchange.Stream listener = fixture.modern(
                        "subscriptions/listen", "\"notifications\":{\"resourceSubscriptions\":[\"r:///one\"]}")
                .opened();
        assertThat(listener.next()).contains("acknowledged");
        fixture.registry.remove();
        fixture.changes.resourceUpdated("r:///one");
        fixture.changes.resourceUpdated("r:///one");
        timer.forward(3_000);
        assertThat(listener.messages).isEmpty();
        fixture.registry.restore();
        timer.forward(1_000);
        assertThat(listener.next()).contains("notifications/resources/updated");
        assertThat(listener.messages).as("told once").isEmpty();
    }

    @Test
    void registry_swapped_whileToolsAreAway_losesNothing() throws Exception {
        Tool<Nothing> first = untilGo("old");
        FakeExchange old = call();
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        fixture.registry.swap();
        Thread stop = removing(first);
        FakeExchange waiting = call();
        fixture.registry.swap();
        go.countDown();
        assertThat(old.body()).contains("old");
        stop.join();
        version("go", "new", 1);
        assertThat(waiting.body()).contains("new");
    }
}
