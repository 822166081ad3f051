package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;

/** The tool that {@link ToolChangeTool} adds. Stateless, thus thread-safe. */
final class ExtraTool implements Tool<NoArguments> {

    static final String NAME = "test_extra_tool";

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of(NAME, NoArguments.class)
                .description("Comes and goes with test_trigger_tool_change.")
                .readOnly()
                .nonBlocking();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        return ToolResult.text("I am here for now");
    }
}
