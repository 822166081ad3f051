package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Must not be reached with a forged request state (SEP-2322). Stateless, thus thread-safe. */
@Component
public final class InputTamperedStateTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_input_required_result_tampered_state", NoArguments.class)
                .description("Asks for a confirmation; a state that was changed on the way is refused.")
                .readOnly();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        Ask.ElicitAnswer answer = context.ask("confirm", Ask.form("Please confirm", Samples.booleanForm("ok")));
        return ToolResult.text("User response: " + Samples.describe(answer));
    }
}
