package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Arguments;
import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ModernEraTest extends EngineTestBase {

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
        fixture.clock.forward(fixture.settings.calls().askTimeMillis() + 1);
        assertThat(fixture.modern("tools/call", call + answers).body()).contains("expired");
        assertThat(fixture.modern("tools/call", call + ",\"requestState\":\"AAAA\"")
                        .body())
                .contains("-32602");
        assertThat(fixture.modern("tools/call", call, "{}").body()).contains("-32021");
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
}
