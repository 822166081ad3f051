package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Prompt;
import dev.backplane.api.PromptInfo;
import dev.backplane.api.PromptResult;
import java.util.Map;

/** The prompt that {@link PromptChangeTool} adds. Stateless, thus thread-safe. */
final class ExtraPrompt implements Prompt {

    static final String NAME = "test_extra_prompt";

    @Override
    public PromptInfo info() {
        return PromptInfo.of(NAME).description("Comes and goes with test_trigger_prompt_change.");
    }

    @Override
    public PromptResult get(Map<String, String> arguments, CallContext context) {
        return PromptResult.user("I am here for now");
    }
}
