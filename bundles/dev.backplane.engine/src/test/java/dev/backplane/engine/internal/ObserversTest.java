package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.ToolResult;
import dev.backplane.spi.call.CallObserver;
import dev.backplane.spi.call.FinishedCall;
import dev.backplane.spi.call.FinishedCall.End;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What those hear who observe requests. */
class ObserversTest extends EngineTestBase {

    private final BlockingQueue<FinishedCall> seen = new LinkedBlockingQueue<>();
    private final CallObserver observer = seen::add;

    @BeforeEach
    void observe() {
        fixture.engine.addObserver(call -> {
            throw new IllegalStateException("an observer that fails");
        });
        fixture.engine.addObserver(observer);
    }

    private FinishedCall next() throws Exception {
        FinishedCall call = seen.poll(10, TimeUnit.SECONDS);
        assertThat(call).isNotNull();
        return call;
    }

    private void assertEnd(FinishedCall call, String method, String name, End end, int code) {
        assertThat(call.method()).isEqualTo(method);
        assertThat(call.name()).isEqualTo(name);
        assertThat(call.end()).isEqualTo(end);
        assertThat(call.errorCode()).isEqualTo(code);
        assertThat(call.tookNanos()).isNotNegative();
    }

    @Test
    void call_thatIsAnswered_isToldOnce_withItsTrace() throws Exception {
        echo();
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        fixture.send(
                new FakeExchange()
                        .with("MCP-Protocol-Version", "2026-07-28")
                        .with("Mcp-Method", "tools/call")
                        .with("Mcp-Name", "echo"),
                "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\","
                        + "\"arguments\":{\"message\":\"hi\"},\"_meta\":{\"traceparent\":\"" + parent
                        + "\",\"tracestate\":\"k=v\",\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}");
        FinishedCall call = next();
        assertEnd(call, "tools/call", "echo", End.ANSWERED, 0);
        assertThat(call.protocolVersion()).isEqualTo("2026-07-28");
        assertThat(call.session()).isNull();
        assertThat(call.transport()).isEqualTo("fake");
        assertThat(call.address()).isEqualTo("127.0.0.1");
        assertThat(call.id().text()).isEqualTo("\"a\"");
        assertThat(call.traceParent()).isEqualTo(parent);
        assertThat(call.traceState()).isEqualTo("k=v");
        assertThat(seen).isEmpty();
    }

    @Test
    void call_whoseToolFails_isToldAsToolError() throws Exception {
        tool(named("says"), (arguments, context) -> ToolResult.error("no"));
        tool(named("throws"), (arguments, context) -> {
            throw new IllegalStateException("no");
        });
        fixture.modern("tools/call", "\"name\":\"says\"");
        assertEnd(next(), "tools/call", "says", End.TOOL_ERROR, 0);
        fixture.modern("tools/call", "\"name\":\"throws\"");
        assertEnd(next(), "tools/call", "throws", End.TOOL_ERROR, 0);
    }

    @Test
    void call_whoseAnswerCannotBeWritten_isToldAsError() throws Exception {
        int bytes = EngineFixture.callLimits().answerBytesMax();
        tool(named("large"), (arguments, context) -> ToolResult.text("x".repeat(2 * bytes)));
        fixture.modern("tools/call", "\"name\":\"large\"");
        assertEnd(next(), "tools/call", "large", End.ERROR, ProtocolException.INTERNAL_ERROR);
    }

    @Test
    void request_thatIsRefused_isTold_withoutTheNameItMadeUp() throws Exception {
        fixture.modern("tools/call", "\"name\":\"none\"");
        assertEnd(next(), "tools/call", null, End.ERROR, ProtocolException.INVALID_PARAMS);
        fixture.modern("no/such", "");
        assertEnd(next(), "no/such", null, End.ERROR, ProtocolException.METHOD_NOT_FOUND);
        fixture.legacy("no session", EngineFixture.call(1, "echo", "{}"));
        FinishedCall call = next();
        assertThat(call.end()).isEqualTo(End.ERROR);
        assertThat(call.protocolVersion()).isNull();
    }

    @Test
    void session_isTold_fromItsHandshakeOn() throws Exception {
        echo();
        String session = fixture.open("2025-03-26");
        FinishedCall opened = next();
        assertEnd(opened, "initialize", null, End.ANSWERED, 0);
        assertThat(opened.session()).isEqualTo(session);
        assertThat(opened.protocolVersion()).isEqualTo("2025-03-26");
        String batch = "[" + EngineFixture.call(1, "echo", "{\"message\":\"a\"}") + ","
                + EngineFixture.call(2, "none", "{}") + "]";
        fixture.legacy(session, batch);
        assertEnd(next(), "tools/call", "echo", End.ANSWERED, 0);
        assertEnd(next(), "tools/call", null, End.ERROR, ProtocolException.INVALID_PARAMS);
    }

    @Test
    void call_thatIsCancelled_isToldSo() throws Exception {
        tool(named("slow"), (arguments, context) -> untilCancelled(context, started));
        String session = fixture.open("2025-11-25");
        next();
        fixture.legacy(session, EngineFixture.call(5, "slow", "{}"));
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        fixture.legacy(
                session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":5}}");
        assertEnd(next(), "tools/call", "slow", End.CANCELLED, 0);
    }

    @Test
    void observer_thatHasGone_hearsNothing() throws Exception {
        echo();
        fixture.engine.removeObserver(observer);
        fixture.modern("tools/call", "\"name\":\"echo\",\"arguments\":{\"message\":\"hi\"}")
                .body();
        assertThat(seen).isEmpty();
    }
}
