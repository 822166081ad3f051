package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.LogLevel;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.time.Duration;
import org.osgi.service.component.annotations.Component;

/** Logs at its start, in its middle and at its end. Stateless, thus thread-safe. */
@Component
public final class LoggingTool implements Tool<NoArguments> {

    private static final String LOGGER = "conformance";
    private static final Duration STEP = Duration.ofMillis(50);

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_tool_with_logging", NoArguments.class)
                .description("Sends three log messages while it runs.")
                .readOnly()
                .blocking();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) throws InterruptedException {
        context.log(LogLevel.INFO, LOGGER, "Tool execution started");
        Pause.of(STEP, context);
        context.log(LogLevel.INFO, LOGGER, "Tool processing data");
        Pause.of(STEP, context);
        context.log(LogLevel.INFO, LOGGER, "Tool execution completed");
        return ToolResult.text("Tool with logging executed successfully");
    }
}
