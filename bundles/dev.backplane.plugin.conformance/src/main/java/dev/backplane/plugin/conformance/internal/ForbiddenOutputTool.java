package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Answers what its output schema forbids: a client must never see it. Stateless, thus thread-safe. */
@Component
public final class ForbiddenOutputTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_forbidden_output", NoArguments.class)
                .description("Answers what its output schema forbids.")
                .outputSchema("""
                        {"type":"object","properties":{"count":{"type":"integer"}},"required":["count"]}""")
                .readOnly()
                .nonBlocking();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        return ToolResult.structured(Map.of("count", "not a number"));
    }
}
