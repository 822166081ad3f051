package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Asks the client's model and answers what it said. Stateless, thus thread-safe. */
@Component
public final class SamplingTool implements Tool<SamplingTool.Args> {

    public record Args(
            @Param("The prompt to send to the LLM") String prompt) {}

    @Override
    public ToolInfo<Args> info() {
        return ToolInfo.of("test_sampling", Args.class)
                .description("Asks the client's model.")
                .readOnly();
    }

    @Override
    public ToolResult call(Args arguments, CallContext context) {
        Ask.SampleAnswer answer = context.ask("sample", Ask.sample(arguments.prompt(), 100));
        return ToolResult.text("LLM response: " + answer.text());
    }
}
