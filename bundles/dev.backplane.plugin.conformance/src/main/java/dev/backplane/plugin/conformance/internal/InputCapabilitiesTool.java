package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Asks only what the client declared (SEP-2322). Stateless, thus thread-safe. */
@Component
public final class InputCapabilitiesTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_input_required_result_capabilities", NoArguments.class)
                .description("Asks whatever the client can be asked.")
                .readOnly();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        Map<String, Ask<?>> questions = new LinkedHashMap<>();
        questions.put("user_name", Ask.form("What is your name?", Samples.stringForm("name")));
        questions.put("greeting", Ask.sample("Generate a greeting", 50));
        questions.put("client_roots", Ask.roots());
        questions.values().removeIf(question -> !context.canAsk(question));
        if (questions.isEmpty()) {
            return ToolResult.text("The client cannot be asked anything");
        }
        return ToolResult.text(
                "Got " + String.join(", ", context.askAll(questions).keySet()));
    }
}
