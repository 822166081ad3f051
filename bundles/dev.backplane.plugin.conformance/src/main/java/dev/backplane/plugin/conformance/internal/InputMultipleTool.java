package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Asks the user, the model and the client at once (SEP-2322). Stateless, thus thread-safe. */
@Component
public final class InputMultipleTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_input_required_result_multiple_inputs", NoArguments.class)
                .description("Asks three things at once.")
                .readOnly();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        Map<String, Ask<?>> questions = new LinkedHashMap<>();
        questions.put("user_name", Ask.form("What is your name?", Samples.stringForm("name")));
        questions.put("greeting", Ask.sample("Generate a greeting", 50));
        questions.put("client_roots", Ask.roots());
        Map<String, Object> answers = context.askAll(questions);
        return ToolResult.text("Got " + String.join(", ", answers.keySet()));
    }
}
