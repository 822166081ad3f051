package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Asks one thing of the client's model (SEP-2322). Stateless, thus thread-safe. */
@Component
public final class InputSamplingTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_input_required_result_sampling", NoArguments.class)
                .description("Asks the client's model for a capital.")
                .readOnly();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        Ask.SampleAnswer answer = context.ask("capital_question", Ask.sample("What is the capital of France?", 100));
        return ToolResult.text(answer.text());
    }
}
