package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Cannot serve a client that did not declare sampling. Stateless, thus thread-safe. */
@Component
public final class MissingCapabilityTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_missing_capability", NoArguments.class)
                .description("Needs a client that can be asked for sampling.")
                .readOnly();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        Ask.SampleAnswer answer = context.ask("sample", Ask.sample("Say hello", 20));
        return ToolResult.text("The client said: " + answer.text());
    }
}
