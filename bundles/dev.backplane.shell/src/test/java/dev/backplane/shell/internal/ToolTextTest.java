package dev.backplane.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.tool.ToolActivity;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolTextTest {

    private record Seen(
            State state,
            long restsMillis,
            boolean onIoThread,
            String placement,
            long calls,
            long failures,
            long p99Nanos,
            long heldUpNanos)
            implements ToolActivity {
        @Override
        public long p50Nanos() {
            return p99Nanos / 2;
        }
    }

    @Test
    void text_tellsStateAndPlace_andWhyUnlessDeclared() {
        Seen resting = new Seen(ToolActivity.State.RESTING, 2_500, false, "waited", 7, 5, 0, 0);
        assertThat(ToolText.state(resting)).isEqualTo("resting 2500 ms");
        assertThat(ToolText.runs(resting)).isEqualTo("workers: waited");
        Seen serving = new Seen(ToolActivity.State.SERVING, 0, true, "declared", 7, 0, 0, 0);
        assertThat(ToolText.state(serving)).isEqualTo("serving");
        assertThat(ToolText.runs(serving)).isEqualTo("I/O");
    }

    @Test
    void time_ofAnySize_isShort() {
        assertThat(ToolText.time(0)).isEqualTo("-");
        assertThat(ToolText.time(25_400)).isEqualTo("25 µs");
        assertThat(ToolText.time(12_000_000)).isEqualTo("12 ms");
        assertThat(ToolText.time(61_000_000_000L)).isEqualTo("61 s");
    }

    @Test
    void json_hasAllFigures() {
        Seen seen = new Seen(ToolActivity.State.PROBING, 0, true, "short", 9, 1, 30_000, 4_000_000);
        assertThat(ToolText.json(seen))
                .containsAllEntriesOf(Map.of(
                        "state", "probing",
                        "runs", "io",
                        "why", "short",
                        "calls", 9L,
                        "failures", 1L,
                        "p99Micros", 30L,
                        "heldUpMicros", 4_000L));
    }
}
