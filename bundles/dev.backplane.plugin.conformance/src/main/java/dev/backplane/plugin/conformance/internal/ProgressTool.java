package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.time.Duration;
import org.osgi.service.component.annotations.Component;

/** Reports 0, 50 and 100 of 100. Stateless, thus thread-safe. */
@Component
public final class ProgressTool implements Tool<NoArguments> {

    private static final double TOTAL = 100;
    private static final Duration STEP = Duration.ofMillis(50);

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_tool_with_progress", NoArguments.class)
                .description("Reports progress in three steps.")
                .readOnly()
                .blocking();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) throws InterruptedException {
        context.progress(0, TOTAL, "Started");
        Pause.of(STEP, context);
        context.progress(50, TOTAL, "Half way");
        Pause.of(STEP, context);
        context.progress(100, TOTAL, "Done");
        return ToolResult.text("Tool with progress executed successfully");
    }
}
