package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Asks a second time once the first answer is there (SEP-2322). Stateless, thus thread-safe. */
@Component
public final class InputMultiRoundTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_input_required_result_multi_round", NoArguments.class)
                .description("Asks the user twice, one question after the other.")
                .readOnly();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        Ask.ElicitAnswer name =
                context.ask("step1", Ask.form("Step 1: What is your name?", Samples.stringForm("name")));
        Ask.ElicitAnswer color =
                context.ask("step2", Ask.form("Step 2: What is your favorite color?", Samples.stringForm("color")));
        return ToolResult.text(
                Samples.field(name, "name", "Somebody") + " likes " + Samples.field(color, "color", "no color"));
    }
}
