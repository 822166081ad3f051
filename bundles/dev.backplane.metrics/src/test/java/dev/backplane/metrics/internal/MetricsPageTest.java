package dev.backplane.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.call.FinishedCall;
import dev.backplane.spi.call.FinishedCall.End;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.slot.SlotPhase;
import dev.backplane.spi.slot.SlotState;
import dev.backplane.spi.slot.Slots;
import dev.backplane.spi.slot.Swap;
import dev.backplane.spi.slot.SwapProgress;
import dev.backplane.spi.transport.StreamStatistics;
import dev.backplane.spi.transport.Transport;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is told at {@code /metrics}. */
class MetricsPageTest {

    private final Parts parts = new Parts();
    private final CallMeters calls = new CallMeters(parts, config(2));
    private final MetricsPage page = new MetricsPage(parts, calls);

    private static MetricsConfig config(int toolsMax) {
        return new MetricsConfig() {
            @Override
            public Class<? extends Annotation> annotationType() {
                return MetricsConfig.class;
            }

            @Override
            public int toolsMax() {
                return toolsMax;
            }
        };
    }

    private record Ended(String method, @Nullable String name, End end, long tookNanos) implements FinishedCall {
        @Override
        public int errorCode() {
            return 0;
        }

        @Override
        public @Nullable String protocolVersion() {
            return null;
        }

        @Override
        public @Nullable String session() {
            return null;
        }

        @Override
        public String transport() {
            return "test";
        }

        @Override
        public String address() {
            return "127.0.0.1";
        }

        @Override
        public Slice id() {
            return Slice.of("1".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public @Nullable String traceParent() {
            return null;
        }

        @Override
        public @Nullable String traceState() {
            return null;
        }
    }

    private String scrape() throws Exception {
        Answer answer = Answer.of(page, "GET", "/metrics");
        assertThat(answer.status).isEqualTo(200);
        return answer.body();
    }

    @Test
    void requests_areCounted_byMethodAndTool() throws Exception {
        calls.ended(new Ended("tools/call", "echo", End.ANSWERED, 200_000));
        calls.ended(new Ended("tools/call", "echo", End.TOOL_ERROR, 40_000_000));
        calls.ended(new Ended("tools/call", null, End.ERROR, 100_000));
        calls.ended(new Ended("ping", null, End.ANSWERED, 50_000_000_000L));
        assertThat(scrape().lines())
                .contains(
                        "# TYPE mcp_requests_total counter",
                        "# TYPE mcp_request_duration_seconds histogram",
                        "mcp_tool_calls_total{outcome=\"answered\",tool=\"echo\"} 1.0",
                        "mcp_tool_calls_total{outcome=\"tool_error\",tool=\"echo\"} 1.0",
                        "mcp_tool_call_duration_seconds_bucket{tool=\"echo\",le=\"1.0E-4\"} 0",
                        "mcp_tool_call_duration_seconds_bucket{tool=\"echo\",le=\"2.5E-4\"} 1",
                        "mcp_tool_call_duration_seconds_bucket{tool=\"echo\",le=\"0.05\"} 2",
                        "mcp_tool_call_duration_seconds_count{tool=\"echo\"} 2",
                        "mcp_tool_call_duration_seconds_sum{tool=\"echo\"} 0.0402",
                        "mcp_requests_total{method=\"tools/call\",outcome=\"answered\"} 1.0",
                        "mcp_requests_total{method=\"tools/call\",outcome=\"tool_error\"} 1.0",
                        "mcp_requests_total{method=\"tools/call\",outcome=\"error\"} 1.0",
                        "mcp_request_duration_seconds_count{method=\"tools/call\"} 3",
                        "mcp_request_duration_seconds_bucket{method=\"ping\",le=\"30.0\"} 0",
                        "mcp_request_duration_seconds_bucket{method=\"ping\",le=\"+Inf\"} 1");
    }

    @Test
    void names_thatClientsMakeUp_addNoFigures() throws Exception {
        long before = scrape().lines().count();
        for (int i = 0; i < 1000; i++) {
            calls.ended(new Ended("method" + i, null, End.ERROR, 1));
            calls.ended(new Ended("tools/call", null, End.ERROR, 1));
        }
        String text = scrape();
        assertThat(text).contains("mcp_requests_total{method=\"(other)\",outcome=\"error\"} 1000.0");
        assertThat(text.lines().count()).isLessThan(before + 3);
    }

    @Test
    void tools_beyondTheBound_countAsOneOther() throws Exception {
        for (String tool : List.of("a", "b", "c", "d", "a")) {
            calls.ended(new Ended("tools/call", tool, End.ANSWERED, 1_000));
        }
        String text = scrape();
        assertThat(text)
                .contains("mcp_tool_calls_total{outcome=\"answered\",tool=\"a\"} 2.0")
                .contains("mcp_tool_calls_total{outcome=\"answered\",tool=\"b\"} 1.0")
                .contains("mcp_tool_calls_total{outcome=\"answered\",tool=\"(other)\"} 2.0")
                .contains("mcp_requests_total{method=\"tools/call\",outcome=\"answered\"} 5.0")
                .doesNotContain("tool=\"c\"");
        assertThatThrownBy(() -> calls.modified(config(-1))).hasMessageContaining("toolsMax = -1 is outside of 0 to");
    }

    @Test
    void swaps_areAddedUp_onceEach() throws Exception {
        List<Swap> history = new ArrayList<>();
        parts.slots = new Slots() {
            @Override
            public List<SlotState> states() {
                Swap last = history.isEmpty() ? null : history.get(history.size() - 1);
                return List.of(new SlotState(
                        "registry", "sharded", SlotPhase.IDLE, List.of("sharded", "single"), 0, last, null));
            }

            @Override
            public Swap use(String slot, String variant, SwapProgress progress) {
                return history.get(0);
            }

            @Override
            public List<Swap> history() {
                return history;
            }
        };
        history.add(new Swap("registry", "single", "sharded", "asked", 1, 2_000_000_000L, 10, 0, 3, 5_000_000, null));
        scrape();
        history.add(new Swap("registry", "single", "sharded", "asked", 2, 1_000_000_000L, 4, 0, 1, 0, "it hung"));
        scrape();
        assertThat(scrape().lines())
                .contains(
                        "mcp_slot_active{slot=\"registry\",variant=\"sharded\"} 1.0",
                        "mcp_slot_active{slot=\"registry\",variant=\"single\"} 0.0",
                        "mcp_swaps_total{outcome=\"done\",slot=\"registry\"} 1.0",
                        "mcp_swaps_total{outcome=\"rolled back\",slot=\"registry\"} 1.0",
                        "mcp_swap_moved_total{slot=\"registry\"} 14.0",
                        "mcp_swap_held_calls_total{slot=\"registry\"} 4.0",
                        "mcp_swap_seconds_total{slot=\"registry\"} 3.0");
    }

    @Test
    void listeners_ofOneName_areAddedUp() throws Exception {
        parts.transports = List.of(transport(3), transport(4));
        assertThat(scrape().lines())
                .contains("mcp_streams{listener=\"tcp\"} 7.0", "mcp_listener_up{listener=\"tcp\"} 1.0");
    }

    private static Transport transport(long streams) {
        return new Transport() {
            @Override
            public String name() {
                return "tcp";
            }

            @Override
            public @Nullable String address() {
                return streams == 3 ? "tcp://127.0.0.1:1" : null;
            }

            @Override
            public StreamStatistics streams() {
                return new StreamStatistics(streams, 0, 0, 0);
            }
        };
    }

    @Test
    void layer_thatFails_leavesTheOthers() throws Exception {
        parts.sessions = new dev.backplane.spi.session.SessionMonitor() {
            @Override
            public dev.backplane.spi.session.SessionStatistics statistics() {
                throw new IllegalStateException("the engine has gone");
            }

            @Override
            public dev.backplane.spi.session.@Nullable SessionStatus status(String id) {
                return null;
            }
        };
        assertThat(scrape())
                .contains("mcp_scrape_problem{layer=\"sessions\"} 1.0")
                .contains("mcp_scrape_problem{layer=\"jvm\"} 0.0")
                .contains("jvm_memory_used_bytes{area=\"heap\"}")
                .contains("process_cpu_seconds_total ");
    }

    @Test
    void format_isWhatIsAskedFor() throws Exception {
        Answer plain = Answer.of(page, "GET", "/metrics");
        assertThat(plain.headers.get("Content-Type")).startsWith("text/plain; version=0.0.4");
        Answer open = new Answer(Map.of("Accept", "application/openmetrics-text; version=1.0.0"), false);
        Answer.of(page, "GET", "/metrics", open);
        assertThat(open.headers.get("Content-Type")).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
        assertThat(Answer.of(page, "GET", "/metrics/x").status).isEqualTo(404);
        Answer post = Answer.of(page, "POST", "/metrics");
        assertThat(post.status).isEqualTo(405);
        assertThat(post.headers).containsEntry("Allow", "GET, HEAD");
    }
}
