package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.McpException;
import dev.backplane.api.TaskSupport;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.time.Duration;
import org.osgi.service.component.annotations.Component;

/** Fails as the protocol does: its task is failed, without a result (SEP-2663). Stateless, thus thread-safe. */
@Component
public final class ProtocolErrorJobTool implements Tool<NoArguments> {

    private static final Duration WORK = Duration.ofMillis(200);

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("protocol_error_job", NoArguments.class)
                .description("A task that ends in a JSON-RPC error.")
                .readOnly()
                .blocking()
                .tasks(TaskSupport.OPTIONAL);
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) throws InterruptedException {
        Pause.of(WORK, context);
        throw new McpException(McpException.INTERNAL_ERROR, "The job broke down, as it always does");
    }
}
