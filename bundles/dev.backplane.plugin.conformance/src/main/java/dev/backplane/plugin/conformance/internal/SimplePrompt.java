package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Prompt;
import dev.backplane.api.PromptInfo;
import dev.backplane.api.PromptResult;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** One message. Stateless, thus thread-safe. */
@Component
public final class SimplePrompt implements Prompt {

    @Override
    public PromptInfo info() {
        return PromptInfo.of("test_simple_prompt").description("One message without arguments.");
    }

    @Override
    public PromptResult get(Map<String, String> arguments, CallContext context) {
        return PromptResult.user("This is a simple prompt for testing.");
    }
}
