package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Asks in the middle of its stream: no request of its own may stand on it. Stateless, thus thread-safe. */
@Component
public final class StreamingElicitationTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_streaming_elicitation", NoArguments.class)
                .description("Reports progress, then asks the user.")
                .readOnly();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        context.progress(0, 1.0, "Asking");
        Ask.ElicitAnswer answer = context.ask("confirm", Ask.form("Shall we go on?", Samples.booleanForm("ok")));
        return ToolResult.text("User response: " + Samples.describe(answer));
    }
}
