package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Prompt;
import dev.backplane.api.PromptInfo;
import dev.backplane.api.PromptResult;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Asks the user what the prompt is about (SEP-2322). Stateless, thus thread-safe. */
@Component
public final class InputRequiredPrompt implements Prompt {

    @Override
    public PromptInfo info() {
        return PromptInfo.of("test_input_required_result_prompt")
                .description("A prompt that asks the user for its context.");
    }

    @Override
    public PromptResult get(Map<String, String> arguments, CallContext context) {
        Ask.ElicitAnswer answer = context.ask(
                "user_context", Ask.form("What context should the prompt use?", Samples.stringForm("context")));
        return PromptResult.user("Use this context: " + Samples.field(answer, "context", "none"));
    }
}
