package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.CallContext;
import dev.backplane.api.Content;
import dev.backplane.api.LogLevel;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.tool.ToolActivity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tools that do what no tool should, and what their callers and everybody else get. */
class FaultyToolTest extends EngineTestBase {

    private static final int BYTES_MAX = EngineFixture.callLimits().answerBytesMax();
    private static final int FAILURES = EngineFixture.callLimits().breakerFailures();
    private static final int MESSAGES = EngineFixture.callLimits().callMessagesPerSecond();

    private final AtomicBoolean released = new AtomicBoolean();

    @AfterEach
    void release() {
        released.set(true);
    }

    private ToolActivity activity(String tool) {
        return (ToolActivity) Objects.requireNonNull(fixture.registry.lookup(new Key("tool", tool)))
                .value();
    }

    private String call(String tool) throws Exception {
        return fixture.modern("tools/call", "\"name\":\"" + tool + "\"").body();
    }

    private void assertEchoes() throws Exception {
        assertThat(fixture.modern("tools/call", "\"name\":\"echo\",\"arguments\":{\"message\":\"hi\"}")
                        .body())
                .contains("\"text\":\"hi\"");
    }

    @Test
    void errors_ofEveryKind_areAnsweredAndCounted() throws Exception {
        echo();
        tool(named("deep"), (arguments, context) -> {
            throw new StackOverflowError();
        });
        tool(named("greedy"), (arguments, context) -> ToolResult.text("" + new long[Integer.MAX_VALUE].length));
        assertThat(call("deep")).contains("\"isError\":true").contains("StackOverflowError");
        assertThat(call("greedy")).contains("\"isError\":true").contains("greedy failed");
        assertThat(activity("deep").failures()).isEqualTo(1);
        assertThat(activity("greedy").failures()).isEqualTo(1);
        assertThat(activity("greedy").calls()).isEqualTo(1);
        assertEchoes();
    }

    @Test
    void info_thatThrowsAnError_leavesTheToolOut_alone() throws Exception {
        fixture.engine.addTool(
                new Tool<Nothing>() {
                    @Override
                    public ToolInfo<Nothing> info() {
                        throw new StackOverflowError();
                    }

                    @Override
                    public ToolResult call(Nothing arguments, CallContext context) {
                        return ToolResult.text("never");
                    }
                },
                fixture.from(1));
        echo();
        assertEchoes();
    }

    @Test
    void result_thatHoldsItself_isAnsweredWithAnError() throws Exception {
        List<Object> loop = new ArrayList<>();
        loop.add(loop);
        tool(named("loop"), (arguments, context) -> new ToolResult(List.of(), null, false, Map.of("x", loop)));
        assertThat(call("loop")).contains("The answer of loop could not be written");
        assertThat(activity("loop").failures()).isEqualTo(1);
    }

    @Test
    void answer_largerThanAllowed_isAnErrorThatNamesToolKeyAndLimit() throws Exception {
        String part = "x".repeat(1024);
        tool(
                named("huge"),
                (arguments, context) -> ToolResult.of(Collections.nCopies(BYTES_MAX / 1024, new Content.Text(part))
                        .toArray(Content[]::new)));
        FakeExchange exchange = fixture.modern("tools/call", "\"name\":\"huge\"");
        assertThat(exchange.body())
                .contains("huge", "answerBytesMax = " + BYTES_MAX)
                .hasSizeLessThan(500);
        assertThat(activity("huge").failures()).isEqualTo(1);
    }

    @Test
    void tool_thatKeepsFailing_rests_andSaysForHowLong_untilItsBundleIsReplaced() throws Exception {
        Tool<Nothing> broken = tool(named("broken"), (arguments, context) -> {
            throw new IllegalStateException("no backend");
        });
        for (int i = 0; i < FAILURES; i++) {
            assertThat(call("broken")).contains("no backend");
        }
        FakeExchange refused = fixture.modern("tools/call", "\"name\":\"broken\"");
        assertThat(refused.body()).contains("broken rests", "retryAfterMillis", "-32603");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.answerHeaders).containsEntry("Retry-After", "10");
        assertThat(activity("broken").state()).isEqualTo(ToolActivity.State.RESTING);
        assertThat(activity("broken").calls()).isEqualTo(FAILURES);
        String session = fixture.open("2025-06-18");
        FakeExchange legacy = fixture.legacy(session, EngineFixture.call(1, "broken", "{}"));
        assertThat(legacy.status()).isEqualTo(503);
        assertThat(legacy.answerHeaders).containsKey("Retry-After");
        fixture.engine.removeTool(broken);
        tool(named("broken"), (arguments, context) -> ToolResult.text("mended"));
        assertThat(call("broken")).contains("mended");
        assertThat(activity("broken").state()).isEqualTo(ToolActivity.State.SERVING);
    }

    @Test
    void tool_thatAnswersWithAnErrorResult_restsNever() throws Exception {
        tool(named("honest"), (arguments, context) -> ToolResult.error("not today"));
        for (int i = 0; i < 3 * FAILURES; i++) {
            assertThat(call("honest")).contains("not today");
        }
        assertThat(activity("honest").failures()).isZero();
    }

    @Test
    void handler_thatIgnoresItsInterruption_isFenced_andItsCallerToldWithinTheLimit() throws Exception {
        echo();
        tool(named("deaf").timeLimit(Duration.ofMillis(20)), (arguments, context) -> {
            while (!released.get()) {
                Thread.onSpinWait();
            }
            return ToolResult.text("late");
        });
        assertThat(call("deaf")).contains("time limit of 20 ms");
        assertThat(activity("deaf").failures()).isEqualTo(1);
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (fixture.dispatcher.fenced().get() == 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            assertEchoes();
        }
        assertThat(fixture.dispatcher.fenced()).hasValue(1);
    }

    @Test
    void handler_declaredNonBlocking_thatHangs_isInterruptedAtItsLimit_andCountedMeanwhile() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicReference<Thread> reader = new AtomicReference<>();
        tool(named("liar").nonBlocking().timeLimit(Duration.ofMillis(300)), (arguments, context) -> {
            reader.set(Thread.currentThread());
            started.countDown();
            never.await();
            return ToolResult.text("never");
        });
        FakeExchange exchange = fixture.modern("tools/call", "\"name\":\"liar\"");
        assertThat(reader).hasValue(Thread.currentThread());
        assertThat(exchange.body()).contains("time limit of 300 ms");
        assertThat(Thread.interrupted()).isFalse();
        assertThat(activity("liar").heldUpNanos()).isGreaterThan(250_000_000L);
        assertThat(activity("liar").onIoThread()).isTrue();
        assertThat(activity("liar").failures()).isEqualTo(1);
    }

    @Test
    void handler_declaredNonBlocking_thatIgnoresItsInterruption_isEndedByForce() throws Exception {
        echo();
        AtomicInteger caught = new AtomicInteger();
        tool(named("spinner").nonBlocking().timeLimit(Duration.ofMillis(150)), (arguments, context) -> {
            while (!released.get()) {
                Thread.onSpinWait();
            }
            return ToolResult.text("never");
        });
        tool(named("stubborn").nonBlocking(), (arguments, context) -> {
            try {
                while (!released.get()) {
                    Thread.onSpinWait();
                }
            } catch (ThreadDeath e) {
                caught.incrementAndGet();
            }
            return ToolResult.text("never");
        });
        assertThat(call("spinner")).contains("time limit of 150 ms");
        assertThat(call("stubborn")).contains("held up an I/O thread", "ioTimeMillis = 1000");
        assertThat(caught).hasValue(1);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(activity("spinner").failures()).isEqualTo(1);
        assertEchoes();
    }

    @Test
    void undeclaredTool_shortOnTheWorkers_runsAtOnce_untilItWaits() throws Exception {
        AtomicBoolean waits = new AtomicBoolean();
        AtomicReference<Thread> runner = new AtomicReference<>();
        tool(named("quick"), (arguments, context) -> {
            runner.set(Thread.currentThread());
            if (waits.get()) {
                System.gc(); // explains a part of the time alone
                LockSupport.parkNanos(50_000_000);
            }
            return ToolResult.text("ok");
        });
        assertThat(call("quick")).contains("ok");
        assertThat(runner.get()).isNotEqualTo(Thread.currentThread());
        assertThat(activity("quick").placement()).isEqualTo("measured");
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!activity("quick").onIoThread()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            call("quick");
        }
        call("quick");
        assertThat(runner).hasValue(Thread.currentThread());
        waits.set(true);
        for (int i = 0; i < 3 && activity("quick").onIoThread(); i++) {
            call("quick");
        }
        assertThat(activity("quick").placement()).isEqualTo("waited");
        assertThat(activity("quick").heldUpNanos()).isGreaterThan(40_000_000L);
        waits.set(false);
        call("quick");
        assertThat(runner.get()).isNotEqualTo(Thread.currentThread());
    }

    @Test
    void progressAndLogs_flooded_areBounded_andNothingIsLeftOutSilently() throws Exception {
        int flood = 5 * MESSAGES;
        tool(named("flood"), (arguments, context) -> {
            for (int i = 1; i <= flood; i++) {
                context.progress(i, (double) flood, null);
                context.log(LogLevel.WARNING, "f", "line " + i);
            }
            return ToolResult.text("done");
        });
        String session = fixture.open("2025-11-25");
        FakeExchange.Stream stream = fixture.legacy(
                        session,
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"flood\","
                                + "\"arguments\":{},\"_meta\":{\"progressToken\":\"t\"}}}")
                .opened();
        int progress = 0;
        int logs = 0;
        int leftOut = 0;
        double last = 0;
        String message = stream.next();
        while (!message.contains("\"result\"")) {
            if (message.contains("notifications/progress")) {
                double now = Double.parseDouble(message.replaceAll(".*\"progress\":([0-9.]+).*", "$1"));
                assertThat(now).isGreaterThan(last);
                last = now;
                progress++;
            } else if (message.contains("left out")) {
                leftOut += Integer.parseInt(message.replaceAll(".*\"data\":\"([0-9]+) log.*", "$1"));
            } else if (message.contains("line ")) {
                logs++;
            }
            message = stream.next();
        }
        assertThat(last).isEqualTo(flood);
        assertThat(logs + leftOut).isEqualTo(flood);
        assertThat(progress + logs).isLessThan(flood);
    }
}
