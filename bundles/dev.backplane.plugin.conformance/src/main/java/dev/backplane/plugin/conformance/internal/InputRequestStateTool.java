package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Is entered again through its request state alone (SEP-2322). Stateless, thus thread-safe. */
@Component
public final class InputRequestStateTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_input_required_result_request_state", NoArguments.class)
                .description("Asks for a confirmation and wants its state back.")
                .readOnly();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        context.ask("confirm", Ask.form("Please confirm", Samples.booleanForm("ok")));
        return ToolResult.text("state-ok");
    }
}
