package dev.backplane.plugin.samples.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Content;
import dev.backplane.api.Execution;
import dev.backplane.api.ToolResult;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SamplesTest {

    private final ManualContext context = new ManualContext(c -> {});

    @Test
    void echo_message_answersItAsText() {
        EchoTool echo = new EchoTool();

        ToolResult result = echo.call(new EchoTool.Message("hello \u00e9\u4e16\ud83d\ude00"), context);

        assertThat(result).isEqualTo(ToolResult.text("hello \u00e9\u4e16\ud83d\ude00"));
        assertThat(echo.info().execution()).isEqualTo(Execution.NON_BLOCKING);
        assertThat(echo.info()).isEqualTo(echo.info());
    }

    @Test
    void slow_millis_waitsAndReportsGrowingProgress() throws Exception {
        long start = System.nanoTime();

        ToolResult result = new SlowTool().call(new SlowTool.Wait(200), context);

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
        assertThat(result).isEqualTo(ToolResult.text("waited 200 ms"));
        assertThat(context.progress).isSorted().endsWith(200.0).hasSizeBetween(2, 5);
        assertThat(new SlowTool().info().execution()).isEqualTo(Execution.BLOCKING);
    }

    @Test
    void slow_zero_answersAtOnce() throws Exception {
        assertThat(new SlowTool().call(new SlowTool.Wait(0), context)).isEqualTo(ToolResult.text("waited 0 ms"));
        assertThat(context.progress).isEmpty();
    }

    @Test
    @Timeout(10)
    void slow_cancelled_endsTheWait() throws Exception {
        ManualContext impatient = new ManualContext(ManualContext::cancel);

        ToolResult result = new SlowTool().call(new SlowTool.Wait(60_000), impatient);

        assertThat(result.isError()).isTrue();
        assertThat(((Content.Text) result.content().get(0)).text()).matches("cancelled after \\d+ of 60000 ms");
        assertThat(impatient.progress).hasSize(1);
    }
}
