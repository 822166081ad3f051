package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.LogLevel;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Logs once: what nobody asked for must not arrive. Stateless, thus thread-safe. */
@Component
public final class ModernLoggingTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_logging_tool", NoArguments.class)
                .description("Sends one log message, for those who asked for it.")
                .readOnly()
                .nonBlocking();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        context.log(LogLevel.INFO, "conformance", "test_logging_tool was called");
        return ToolResult.text("Logged one message");
    }
}
