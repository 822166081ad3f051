package dev.backplane.plugin.samples.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Component;

/** Waits, then answers; a cancellation ends the wait at once. Stateless, thus thread-safe. */
@Component
public final class SlowTool implements Tool<SlowTool.Wait> {

    private static final int MAX_MILLIS = 60_000;
    private static final long LEAST_STEP_MILLIS = 50;
    private static final long GREATEST_STEP_MILLIS = 1_000;

    public record Wait(
            @Param(value = "How long to wait, in milliseconds", minimum = 0, maximum = MAX_MILLIS)
            int millis) {}

    @Override
    public ToolInfo<Wait> info() {
        return ToolInfo.of("slow", Wait.class)
                .title("Slow")
                .description("Waits for the given number of milliseconds, reporting progress, then answers.")
                .readOnly()
                .blocking()
                .timeLimit(Duration.ofMillis(MAX_MILLIS).plusSeconds(10));
    }

    @Override
    public ToolResult call(Wait arguments, CallContext context) throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        context.onCancel(cancelled::countDown);
        long total = arguments.millis();
        long step = Math.min(Math.max(total / 10, LEAST_STEP_MILLIS), GREATEST_STEP_MILLIS);
        long start = System.nanoTime();
        long waited = 0;
        while (waited < total) {
            if (cancelled.await(Math.min(step, total - waited), TimeUnit.MILLISECONDS)) {
                return ToolResult.error("cancelled after " + waited + " of " + total + " ms");
            }
            waited = Math.min(total, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            context.progress(waited, (double) total, waited + " of " + total + " ms");
        }
        return ToolResult.text("waited " + total + " ms");
    }
}
