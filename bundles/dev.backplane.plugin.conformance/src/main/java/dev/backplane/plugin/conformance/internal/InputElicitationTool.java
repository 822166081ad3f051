package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Asks one thing of the user (SEP-2322). Stateless, thus thread-safe. */
@Component
public final class InputElicitationTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_input_required_result_elicitation", NoArguments.class)
                .description("Asks the user for a name.")
                .readOnly();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        Ask.ElicitAnswer answer = context.ask("user_name", Ask.form("What is your name?", Samples.stringForm("name")));
        return ToolResult.text("Hello, " + Samples.field(answer, "name", "whoever you are") + "!");
    }
}
