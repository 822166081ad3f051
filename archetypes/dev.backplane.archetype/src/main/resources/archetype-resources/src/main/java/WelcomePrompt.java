package ${package};

import dev.backplane.api.CallContext;
import dev.backplane.api.Prompt;
import dev.backplane.api.PromptInfo;
import dev.backplane.api.PromptResult;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** A prompt: asks the model for a letter of welcome. */
@Component
public final class WelcomePrompt implements Prompt {

    @Override
    public PromptInfo info() {
        return PromptInfo.of("${artifactId}_welcome")
                .title("Letter of welcome")
                .required("name", "Whom to welcome")
                .optional("occasion", "What they come for");
    }

    @Override
    public PromptResult get(Map<String, String> arguments, CallContext context) {
        String occasion = arguments.getOrDefault("occasion", "their first day");
        return PromptResult.user(
                "Write three friendly sentences that welcome " + arguments.get("name") + " on " + occasion + ".");
    }
}
