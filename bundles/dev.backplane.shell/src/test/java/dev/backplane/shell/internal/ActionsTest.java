package dev.backplane.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.codec.gson.internal.GsonCodec;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.slot.SlotPhase;
import dev.backplane.spi.slot.SlotState;
import dev.backplane.spi.slot.Slots;
import dev.backplane.spi.slot.Swap;
import dev.backplane.spi.slot.SwapProgress;
import dev.backplane.spi.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ActionsTest {

    private final Codec codec = new GsonCodec();
    private final FakeEndpoint endpoint = new FakeEndpoint();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private <A extends McpAction> A prepared(A action) {
        action.out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        return action;
    }

    private CallAction call(String tool, String arguments) {
        CallAction action = prepared(new CallAction());
        action.endpoint = endpoint;
        action.codec = codec;
        action.tool = tool;
        action.arguments = arguments;
        return action;
    }

    private ToolsAction tools() {
        ToolsAction action = prepared(new ToolsAction());
        action.endpoint = endpoint;
        action.codec = codec;
        return action;
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private Object parsed() {
        return codec.value(Slice.of(bytes.toByteArray()));
    }

    @Test
    void call_text_sendsAModernRequestAndPrintsTheText() throws Exception {
        endpoint.result("{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"hi\\nyou\\u001b\"}]}");
        call("echo", "{\"message\":\"hi\"}").execute();
        assertThat(printed()).isEqualToNormalizingNewlines("hi\nyou?\n");
        Map<?, ?> request =
                (Map<?, ?>) codec.value(Slice.of(endpoint.requests.get(0).getBytes(StandardCharsets.UTF_8)));
        assertThat(request.get("method")).isEqualTo("tools/call");
        Map<?, ?> params = (Map<?, ?>) request.get("params");
        assertThat(params.get("name")).isEqualTo("echo");
        assertThat(params.get("arguments")).isEqualTo(Map.of("message", "hi"));
        Map<?, ?> meta = (Map<?, ?>) params.get("_meta");
        assertThat(meta.get("io.modelcontextprotocol/protocolVersion")).isEqualTo("2026-07-28");
        assertThat(meta.get("io.modelcontextprotocol/clientCapabilities")).isEqualTo(Map.of());
    }

    @Test
    void call_streamed_printsProgressAsItComes() throws Exception {
        endpoint.answer(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":\"shell\","
                        + "\"progress\":50,\"total\":100,\"message\":\"half\"}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\","
                        + "\"data\":{\"a\":1}}}",
                FakeEndpoint.response(
                        "{\"content\":[{\"type\":\"image\",\"mimeType\":\"image/png\"," + "\"data\":\"AAAAAA==\"}]}"));
        call("slow", "").execute();
        assertThat(printed())
                .isEqualToNormalizingNewlines("... 50 of 100: half\n[info] {\"a\":1}\n[image image/png 4 bytes]\n");
    }

    @Test
    void call_structured_isPrintedOnce() throws Exception {
        endpoint.result(
                "{\"content\":[{\"type\":\"text\",\"text\":\"{ \\\"a\\\": 1 }\"}],\"structuredContent\":{\"a\":1}}");
        call("x", "{}").execute();
        assertThat(printed()).isEqualToNormalizingNewlines("{\n  \"a\": 1\n}\n");
    }

    @Test
    void call_toolFails_printsWhyAndFails() {
        endpoint.result("{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"no\"}]}");
        assertThatThrownBy(() -> call("x", "{}").execute())
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("tool 'x' failed");
        assertThat(printed()).isEqualToNormalizingNewlines("no\n");
    }

    @Test
    void call_errorAnswer_failsWithItsMessageAndCode() {
        endpoint.answer(
                "{\"jsonrpc\":\"2.0\",\"id\":\"shell\",\"error\":{\"code\":-32602,\"message\":\"Unknown tool\"}}");
        assertThatThrownBy(() -> call("x", "{}").execute())
                .isInstanceOf(CommandException.class)
                .hasMessage("Unknown tool (-32602)");
        assertThat(printed()).isEmpty();
    }

    @Test
    void call_errorAnswerAsJson_printsTheErrorAndFails() {
        endpoint.answer(
                "{\"jsonrpc\":\"2.0\",\"id\":\"shell\",\"error\":{\"code\":-32602,\"message\":\"Unknown tool\"}}");
        CallAction action = call("x", "{}");
        action.json = true;
        assertThatThrownBy(action::execute).isInstanceOf(CommandException.class);
        assertThat(parsed()).isEqualTo(Map.of("error", Map.of("code", -32602L, "message", "Unknown tool")));
    }

    @Test
    void call_badJson_namesThePosition() {
        assertThatThrownBy(() -> call("x", "{\"a\":tru}").execute())
                .isInstanceOf(CommandException.class)
                .hasMessageMatching("the arguments are no JSON: .*\\d+.*");
        assertThatThrownBy(() -> call("x", "[1]").execute())
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("must be a JSON object");
        assertThat(endpoint.requests).isEmpty();
    }

    @Test
    void call_interrupted_cancelsTheCall() throws Exception {
        endpoint.answer();
        AtomicReference<Throwable> outcome = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                call("slow", "{}").execute();
            } catch (InterruptedException | CommandException e) {
                outcome.set(e);
            }
        });
        caller.start();
        assertThat(endpoint.accepted.await(10, TimeUnit.SECONDS)).isTrue();
        caller.interrupt();
        assertThat(endpoint.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
        caller.join(10_000);
        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void call_serviceMissing_isOneClearLine() {
        CallAction action = call("x", "{}");
        action.endpoint = null;
        assertThatThrownBy(action::execute)
                .isInstanceOfSatisfying(
                        CommandException.class,
                        e -> assertThat(e.getNiceHelp())
                                .isEqualTo("Error: the engine is not there now; bundle:list shows what is missing"));
    }

    @Test
    void tools_pages_areAllListed() throws Exception {
        endpoint.result("{\"tools\":[{\"name\":\"a\",\"title\":\"Alpha\",\"annotations\":{\"readOnlyHint\":true,"
                + "\"destructiveHint\":false,\"idempotentHint\":true}}],\"nextCursor\":\"c1\"}");
        endpoint.result("{\"tools\":[{\"name\":\"b\",\"annotations\":{\"readOnlyHint\":false}}]}");
        tools().execute();
        assertThat(printed().lines())
                .containsExactly(
                        "NAME  TITLE  HINTS                  STATE  RUNS  CALLS  FAILED  P99",
                        "a     Alpha  read-only, idempotent  -      -     -      -       -",
                        "b            writes                 -      -     -      -       -");
        assertThat(endpoint.requests.get(1)).contains("\"cursor\":\"c1\"");
    }

    @Test
    void tools_filterAsJson_printsTheWholeTool() throws Exception {
        endpoint.result("{\"tools\":[{\"name\":\"a\",\"title\":\"Alpha\"},{\"name\":\"b\",\"inputSchema\":{}}]}");
        ToolsAction action = tools();
        action.filter = "B";
        action.json = true;
        action.execute();
        assertThat(parsed()).isEqualTo(List.of(Map.of("name", "b", "inputSchema", Map.of())));
    }

    private static final Swap SWAP =
            new Swap("codec", "jackson", "gson", "asked for", 0, 2_000_000_000L, 1_000, 3, 2, 12_500_000, null);

    private final FakeSlots fakeSlots = new FakeSlots(
            List.of(
                    new SlotState("codec", "gson", SlotPhase.IDLE, List.of("gson", "other"), 0, SWAP, null),
                    new SlotState(
                            "registry",
                            null,
                            SlotPhase.COPYING,
                            List.of(),
                            0,
                            null,
                            "sharded was refused: it is full")),
            List.of(SWAP));

    @Test
    void slots_states_areShown() throws Exception {
        SlotsAction action = prepared(new SlotsAction());
        action.slots = fakeSlots;
        action.execute();
        assertThat(printed().lines())
                .contains("! registry: sharded was refused: it is full")
                .anyMatch(line -> line.matches("codec +gson +gson, other +idle +jackson to gson, .*"))
                .anyMatch(line -> line.matches("registry +- +- +copying +-"));
        bytes.reset();
        action.json = true;
        action.execute();
        assertThat(parsed())
                .isEqualTo(List.of(
                        Map.of(
                                "slot", "codec",
                                "active", "gson",
                                "since", "1970-01-01T00:00:00Z",
                                "phase", "idle",
                                "variants", List.of("gson", "other"),
                                "lastSwap", SwapText.json(SWAP)),
                        Map.of(
                                "slot", "registry",
                                "phase", "copying",
                                "variants", List.of(),
                                "problem", "sharded was refused: it is full")));
    }

    @Test
    void slotUse_variant_showsProgressAndFigures() throws Exception {
        SlotUseAction action = prepared(new SlotUseAction());
        action.slots = fakeSlots;
        action.slot = "codec";
        action.variant = "gson";
        action.execute();
        assertThat(printed().lines())
                .containsExactly(
                        "copying 0 of 1000",
                        "switched 1000 of 1000",
                        "Slot codec: gson is active (jackson to gson, took 2.0 s, 1000 moved (500 a second), 3 of them"
                                + " again, 2 calls held, the longest for 13 ms)");
    }

    @Test
    void slotUse_unknown_failsWithTheKnownOnes() throws Exception {
        SlotUseAction action = prepared(new SlotUseAction());
        action.slots = fakeSlots;
        action.slot = "codec";
        action.variant = "none";
        assertThatThrownBy(action::execute)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("slot codec has no variant none, only gson, other");
    }

    @Test
    void slotHistory_swaps_areShown() throws Exception {
        SlotHistoryAction action = prepared(new SlotHistoryAction());
        action.slots = fakeSlots;
        action.slot = "codec";
        action.json = true;
        action.execute();
        assertThat(parsed()).isEqualTo(List.of(SwapText.json(SWAP)));
        action.slot = "codecs";
        assertThatThrownBy(action::execute)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("there is no slot codecs, only codec, registry");
        action.slot = null;
        action.json = false;
        bytes.reset();
        action.execute();
        assertThat(printed()).contains("STARTED", "asked for", "jackson");
    }

    private record FakeSlots(List<SlotState> states, List<Swap> history) implements Slots {
        @Override
        public Swap use(String slot, String variant, SwapProgress progress) {
            if (!states.get(0).variants().contains(variant)) {
                throw new IllegalArgumentException("slot codec has no variant none, only gson, other");
            }
            progress.at(SlotPhase.COPYING, 0, 1000);
            progress.at(SlotPhase.COPYING, 1, 1000);
            progress.at(SlotPhase.SWITCHED, 1000, 1000);
            return SWAP;
        }
    }

    @Test
    void info_services_areShown() throws Exception {
        InfoAction action = prepared(new InfoAction());
        action.endpoint = endpoint;
        action.transports = List.of(transport("http", "http://127.0.0.1:8080/mcp"), transport("tcp", null));
        action.execute();
        assertThat(printed().lines())
                .contains(
                        "Endpoints          http://127.0.0.1:8080/mcp",
                        "                   tcp (cannot be reached; log:display shows why)",
                        "Protocol versions  2025-11-25, 2026-07-28")
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        bytes.reset();
        action.json = true;
        action.endpoint = null;
        action.execute();
        assertThat(parsed())
                .extracting("problem")
                .isEqualTo("the engine is not there now; bundle:list shows what is missing");
    }

    private static Transport transport(String name, @Nullable String address) {
        return new Transport() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public @Nullable String address() {
                return address;
            }
        };
    }

    @Test
    void ago_durations_areReadable() {
        assertThat(McpAction.ago(59_999)).isEqualTo("59 s");
        assertThat(McpAction.ago(60_000)).isEqualTo("1 min");
        assertThat(McpAction.ago(11_520_000)).isEqualTo("3 h 12 min");
        assertThat(McpAction.ago(187_200_000)).isEqualTo("2 d 4 h");
    }
}
