package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.time.Duration;
import org.osgi.service.component.annotations.Component;

/** Lets the stream go before it answers (SEP-1699). Stateless, thus thread-safe. */
@Component
public final class ReconnectionTool implements Tool<NoArguments> {

    private static final Duration AWAY = Duration.ofMillis(100);

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_reconnection", NoArguments.class)
                .description("Ends its event stream, so that the client comes back for the result.")
                .readOnly()
                .blocking();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) throws InterruptedException {
        context.releaseStream();
        Pause.of(AWAY, context);
        return ToolResult.text("Reconnection test completed successfully.");
    }
}
