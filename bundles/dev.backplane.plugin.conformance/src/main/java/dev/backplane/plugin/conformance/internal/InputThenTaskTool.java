package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.TaskSupport;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.time.Duration;
import org.osgi.service.component.annotations.Component;

/** Becomes a task only after it has asked (SEP-2322, SEP-2663). Stateless, thus thread-safe. */
@Component
public final class InputThenTaskTool implements Tool<NoArguments> {

    private static final Duration WORK = Duration.ofMillis(200);

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_tool_with_task", NoArguments.class)
                .description("Asks for a name first, then goes on as a task.")
                .readOnly()
                .blocking()
                .tasks(TaskSupport.REQUIRED_WHEN_DETACHED);
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) throws InterruptedException {
        Ask.ElicitAnswer answer = context.ask("user_name", Ask.form("What is your name?", Samples.stringForm("name")));
        context.detach();
        context.status("Preparing the greeting");
        Pause.of(WORK, context);
        return ToolResult.text("Hello, " + Samples.field(answer, "name", "whoever you are") + "!");
    }
}
