package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Completion;
import dev.backplane.api.Prompt;
import dev.backplane.api.PromptInfo;
import dev.backplane.api.PromptResult;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** One message with two arguments, the first of which it completes. Stateless, thus thread-safe. */
@Component
public final class ArgumentsPrompt implements Prompt {

    private static final List<String> CANDIDATES = List.of("paris", "park", "party", "testing", "text");

    @Override
    public PromptInfo info() {
        return PromptInfo.of("test_prompt_with_arguments")
                .description("One message with two arguments.")
                .required("arg1", "First test argument")
                .required("arg2", "Second test argument");
    }

    @Override
    public PromptResult get(Map<String, String> arguments, CallContext context) {
        return PromptResult.user(
                "Prompt with arguments: arg1='" + arguments.get("arg1") + "', arg2='" + arguments.get("arg2") + "'");
    }

    @Override
    public Completion complete(String argument, String prefix, Map<String, String> resolved) {
        return argument.equals("arg1") ? Completion.ofMatching(CANDIDATES, prefix) : Completion.NONE;
    }
}
