package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Answers at once, even to those who can follow a task. Stateless, thus thread-safe. */
@Component
public final class GreetTool implements Tool<GreetTool.Args> {

    public record Args(@Param("Whom to greet") String name) {}

    @Override
    public ToolInfo<Args> info() {
        return ToolInfo.of("greet", Args.class)
                .description("Greets, and never becomes a task.")
                .readOnly()
                .nonBlocking();
    }

    @Override
    public ToolResult call(Args arguments, CallContext context) {
        return ToolResult.text("Hello, " + arguments.name() + "!");
    }
}
