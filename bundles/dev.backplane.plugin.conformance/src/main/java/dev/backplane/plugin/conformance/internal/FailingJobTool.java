package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.TaskSupport;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.time.Duration;
import org.osgi.service.component.annotations.Component;

/** Fails as a tool does: its task is completed, its result an error (SEP-2663). Stateless, thus thread-safe. */
@Component
public final class FailingJobTool implements Tool<NoArguments> {

    private static final Duration WORK = Duration.ofSeconds(1);

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("failing_job", NoArguments.class)
                .description("Always a task; fails after a second.")
                .readOnly()
                .blocking()
                .tasks(TaskSupport.REQUIRED);
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) throws InterruptedException {
        Pause.of(WORK, context);
        throw new IllegalStateException("The job failed, as it always does");
    }
}
