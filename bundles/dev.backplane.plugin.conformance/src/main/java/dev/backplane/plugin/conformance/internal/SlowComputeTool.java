package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.TaskSupport;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Component;

/** Takes as long as it is told (SEP-2663). Stateless, thus thread-safe. */
@Component
public final class SlowComputeTool implements Tool<SlowComputeTool.Args> {

    private static final int MAX_SECONDS = 600;

    public record Args(
            @Param(value = "How long to compute, in seconds", minimum = 0, maximum = MAX_SECONDS)
            double seconds,

            @Param(value = "What it is called", defaultValue = "\"something\"")
            String label) {}

    @Override
    public ToolInfo<Args> info() {
        return ToolInfo.of("slow_compute", Args.class)
                .description("Waits for the given number of seconds; a task where the client can follow one.")
                .readOnly()
                .blocking()
                .timeLimit(Duration.ofSeconds(MAX_SECONDS + 10))
                .tasks(TaskSupport.OPTIONAL);
    }

    @Override
    public ToolResult call(Args arguments, CallContext context) throws InterruptedException {
        context.status("Computing " + arguments.label());
        Duration time = Duration.ofNanos((long) (arguments.seconds() * TimeUnit.SECONDS.toNanos(1)));
        if (Pause.of(time, context)) {
            return ToolResult.error("Computing " + arguments.label() + " was cancelled");
        }
        return ToolResult.text("Computed " + arguments.label() + " in " + arguments.seconds() + " seconds");
    }
}
