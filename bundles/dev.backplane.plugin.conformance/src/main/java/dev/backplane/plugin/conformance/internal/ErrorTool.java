package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Throws, always. Stateless, thus thread-safe. */
@Component
public final class ErrorTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_error_handling", NoArguments.class)
                .description("Always fails.")
                .readOnly()
                .nonBlocking();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        throw new IllegalStateException("This tool intentionally returns an error for testing");
    }
}
