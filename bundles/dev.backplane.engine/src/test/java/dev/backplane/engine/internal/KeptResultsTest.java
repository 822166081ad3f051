package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Arguments;
import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.LogLevel;
import dev.backplane.api.ResultCaching;
import dev.backplane.api.TaskSupport;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolAnnotations;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Results of tools that allow them to be kept. */
class KeptResultsTest extends EngineTestBase {

    private static final ResultCaching ALL = ResultCaching.forAll(Duration.ofMinutes(1));
    private static final ResultCaching CALLER = ResultCaching.forCaller(Duration.ofMinutes(1));

    private final HeapCache cache = new HeapCache(fixture.clock);
    private final AtomicInteger runs = new AtomicInteger();
    private final CountDownLatch free = new CountDownLatch(1);

    KeptResultsTest() {
        fixture.cache.setCache(cache);
    }

    private static ToolInfo<Arguments> kept(ResultCaching caching) {
        return ToolInfo.json("kept", "{\"type\":\"object\"}").readOnly().cached(caching);
    }

    /** A tool that numbers its runs. */
    private Tool<Arguments> counter(ResultCaching caching) {
        return tool(kept(caching), (arguments, context) -> ToolResult.text("run " + runs.incrementAndGet()));
    }

    private FakeExchange call(@Nullable String principal, String arguments) {
        FakeExchange exchange = new FakeExchange()
                .with("MCP-Protocol-Version", "2026-07-28")
                .with("Mcp-Method", "tools/call")
                .with("Mcp-Name", "kept");
        exchange.principal = principal;
        return fixture.send(
                exchange,
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{"
                        + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}},"
                        + "\"name\":\"kept\",\"arguments\":" + arguments + "}}");
    }

    private static String text(FakeExchange exchange) throws Exception {
        String body = exchange.body();
        int from = body.indexOf("\"text\":\"") + 8;
        return from < 8 ? body : body.substring(from, body.indexOf('"', from));
    }

    // ---- what is kept --------------------------------------------------------------------------------------------

    @Test
    void call_equalToAnEarlierOne_getsItsResultByteForByte() throws Exception {
        tool(
                kept(ALL),
                (arguments, context) -> new ToolResult(
                        List.of(new dev.backplane.api.Content.Text("run " + runs.incrementAndGet())),
                        Map.of("n", 1.5, "list", List.of(1L, "\u20ac")),
                        false,
                        Map.of("com.example/m", Map.of("k", "v"))));
        String first = call(null, "{\"a\":[1,{\"b\":2,\"c\":\"x\"}]}").body();
        assertThat(first).contains("run 1", "\"structuredContent\"", "com.example/m", "1.2.3");

        assertThat(call("somebody", "{ \"a\" : [1.0, {\"\\u0063\":\"\\u0078\", \"b\":2e0}] }")
                        .body())
                .isEqualTo(first);
        assertThat(text(call(null, "{\"a\":[1,{\"b\":3,\"c\":\"x\"}]}"))).isEqualTo("run 2");
        assertThat(runs).hasValue(2);
        assertThat(cache.keys()).hasSize(2).allMatch(key -> key.startsWith("results/kept 2026-07-28 "));
    }

    @Test
    void call_withoutACache_isTheSameEachTime() throws Exception {
        counter(ALL);
        fixture.cache.unsetCache(cache);

        assertThat(text(call(null, "{}"))).isEqualTo("run 1");
        assertThat(text(call(null, "{}"))).isEqualTo("run 2");
    }

    @Test
    void call_afterItsTime_runsAgain() throws Exception {
        counter(ALL.tagged("weather"));
        assertThat(text(call(null, "{}"))).isEqualTo("run 1");
        fixture.clock.forward(59_999);
        assertThat(text(call(null, "{}"))).isEqualTo("run 1");
        fixture.clock.forward(1);
        assertThat(text(call(null, "{}"))).isEqualTo("run 2");

        cache.invalidate("weather");
        assertThat(text(call(null, "{}"))).isEqualTo("run 3");
    }

    @Test
    void call_ofToolThatHasBeenReplaced_runsTheNewOne() throws Exception {
        Tool<Arguments> tool = counter(ALL);
        assertThat(text(call(null, "{}"))).isEqualTo("run 1");

        fixture.engine.removeTool(tool);
        assertThat(cache.keys()).isEmpty();
        counter(ALL);
        assertThat(text(call(null, "{}"))).isEqualTo("run 2");
    }

    @Test
    void call_madeByAToolThatIsBeingRemoved_isNotKept() throws Exception {
        Tool<Arguments> tool = tool(kept(ALL), (arguments, context) -> {
            started.countDown();
            free.await();
            return ToolResult.text("old");
        });
        FakeExchange old = call(null, "{}");
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        Thread removal = new Thread(() -> fixture.engine.removeTool(tool));
        removal.start();
        while (!cache.invalidated.contains("tool:kept") || removal.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        free.countDown();
        removal.join();

        assertThat(text(old)).isEqualTo("old");
        assertThat(cache.keys()).isEmpty();
    }

    @Test
    void call_thatFailsOrUsesItsContext_runsEachTime() throws Exception {
        List<Handler<Arguments>> handlers = List.of(
                (arguments, context) -> ToolResult.error("run " + runs.incrementAndGet()),
                (arguments, context) -> {
                    throw new IllegalStateException("run " + runs.incrementAndGet());
                },
                (arguments, context) -> used(() -> context.progress(1, null, null)),
                (arguments, context) -> used(() -> context.log(LogLevel.DEBUG, null, "x")),
                (arguments, context) -> used(context::meta),
                (arguments, context) -> used(context::caller),
                (arguments, context) -> used(() -> context.canAsk(new Ask.Roots())),
                (arguments, context) -> used(context::detach),
                (arguments, context) -> used(context::releaseStream));
        for (Handler<Arguments> handler : handlers) {
            Tool<Arguments> tool = tool(kept(ALL), handler);
            String first = text(call(null, "{}"));
            assertThat(text(call(null, "{}"))).isNotEqualTo(first);
            assertThat(cache.keys()).isEmpty();
            fixture.engine.removeTool(tool);
        }
    }

    private ToolResult used(Runnable use) {
        use.run();
        return ToolResult.text("run " + runs.incrementAndGet());
    }

    @Test
    void call_thatAsks_isNotKept() throws Exception {
        tool(kept(ALL), (arguments, context) -> {
            runs.incrementAndGet();
            return ToolResult.text(context.ask("n", Ask.form("?", "{\"type\":\"object\",\"properties\":{}}"))
                            .action() + "");
        });
        for (int i = 1; i <= 2; i++) {
            assertThat(call(null, "{}").body()).contains("input_required");
            assertThat(runs).hasValue(i);
        }
        assertThat(cache.keys()).isEmpty();
    }

    @Test
    void call_ofToolThatMayNotBeKept_isLeftOut() throws Exception {
        ToolInfo<Arguments> unsure =
                ToolInfo.json("kept", "{\"type\":\"object\"}").cached(ALL);
        for (ToolInfo<Arguments> info : List.of(
                unsure,
                unsure.annotations(new ToolAnnotations(true, null, false, null)),
                unsure.annotations(new ToolAnnotations(null, null, true, null)),
                unsure.readOnly().tasks(TaskSupport.OPTIONAL))) {
            tool(info, (arguments, context) -> ToolResult.text("never"));
            assertThat(call(null, "{}").body()).contains("Unknown tool");
        }
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> KeptTool.check(unsure)))
                .hasMessage(
                        "tool 'kept' has results kept (caching), so its annotations.readOnly must be true, and is null");
    }

    // ---- for whom ------------------------------------------------------------------------------------------------

    @Test
    void call_private_isKeptForItsCallerAlone() throws Exception {
        counter(CALLER);
        assertThat(text(call("ann", "{}"))).isEqualTo("run 1");
        assertThat(text(call("bob", "{}"))).isEqualTo("run 2");
        assertThat(text(call("ann", "{}"))).isEqualTo("run 1");
        assertThat(text(call(null, "{}"))).isEqualTo("run 3");
        assertThat(text(call(null, "{}"))).isEqualTo("run 4");
        assertThat(cache.keys()).noneMatch(key -> key.contains("ann") || key.contains("bob"));
    }

    @Test
    void call_privateOfSessions_isKeptForTheSession() throws Exception {
        counter(CALLER);
        String one = fixture.open("2025-11-25");
        String other = fixture.open("2025-11-25");
        String body = EngineFixture.call(1, "kept", "{}");
        assertThat(text(fixture.legacy(one, body))).isEqualTo("run 1");
        assertThat(text(fixture.legacy(other, body))).isEqualTo("run 2");
        assertThat(text(fixture.legacy(one, body))).isEqualTo("run 1");
        assertThat(cache.keys()).noneMatch(key -> key.contains(one));
        // a principal that is called as a session is
        assertThat(text(call(one, "{}"))).isEqualTo("run 3");
    }

    // ---- at the same time ----------------------------------------------------------------------------------------

    private void blocking() {
        tool(kept(ALL), (arguments, context) -> {
            runs.incrementAndGet();
            context.onCancel(free::countDown);
            started.countDown();
            assertThat(free.await(10, TimeUnit.SECONDS)).isTrue();
            return ToolResult.text(context.isCancelled() ? "cancelled" : "made");
        });
    }

    @Test
    void call_manyEqualOnesAtOnce_oneRunsAndNoneHoldsAThread() throws Exception {
        blocking();
        List<FakeExchange> all = new ArrayList<>();
        all.add(call(null, "{}"));
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 50; i++) {
            all.add(call("p" + i, "{}"));
        }
        fixture.awaitWork(50, 1);
        free.countDown();

        for (FakeExchange each : all) {
            assertThat(text(each)).isEqualTo("made");
        }
        assertThat(runs).hasValue(1);
    }

    @Test
    void cancel_ofTheOneThatRuns_leavesItToTheOthers() throws Exception {
        blocking();
        FakeExchange first = call(null, "{}");
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        FakeExchange second = call(null, "{}");
        FakeExchange third = call(null, "{}");
        fixture.awaitWork(2, 1);
        first.disconnect();
        second.disconnect();
        free.countDown();

        assertThat(text(third)).isEqualTo("made");
        assertThat(second.status).isNotDone();
        assertThat(runs).hasValue(1);
    }

    @Test
    void cancel_ofAll_endsTheRun() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        tool(kept(ALL), (arguments, context) -> {
            context.onCancel(cancelled::countDown);
            started.countDown();
            return untilCancelled(context, started);
        });
        FakeExchange first = call(null, "{}");
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        FakeExchange second = call(null, "{}");
        fixture.awaitWork(1, 1);
        first.disconnect();
        assertThat(cancelled.getCount()).isOne();
        second.disconnect();

        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
        fixture.awaitWork(2, 0);
        assertThat(cache.keys()).isEmpty();
    }

    @Test
    void call_thatWaitsForOneThatFails_runsItself() throws Exception {
        tool(kept(ALL), (arguments, context) -> {
            int run = runs.incrementAndGet();
            if (run == 1) {
                started.countDown();
                free.await();
                throw new IllegalStateException("the first");
            }
            return ToolResult.text("made");
        });
        FakeExchange first = call(null, "{}");
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        FakeExchange second = call(null, "{}");
        fixture.awaitWork(1, 1);
        free.countDown();

        assertThat(text(first)).contains("the first");
        assertThat(text(second)).isEqualTo("made");
        assertThat(runs).hasValue(2);
    }

    @Test
    void call_thatWaitsForOneThatReportsProgress_runsAtOnce() throws Exception {
        CountDownLatch reports = new CountDownLatch(1);
        tool(kept(ALL), (Arguments arguments, CallContext context) -> {
            if (runs.incrementAndGet() == 1) {
                started.countDown();
                reports.await();
                context.progress(1, null, null);
                free.await();
            }
            return ToolResult.text("made");
        });
        FakeExchange first = call(null, "{}");
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        FakeExchange second = call(null, "{}");
        fixture.awaitWork(1, 1);
        reports.countDown();

        assertThat(text(second)).isEqualTo("made");
        assertThat(first.status).isNotDone();
        free.countDown();
        assertThat(text(first)).isEqualTo("made");
    }
}
