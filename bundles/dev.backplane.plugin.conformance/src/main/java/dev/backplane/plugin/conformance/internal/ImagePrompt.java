package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Content;
import dev.backplane.api.Prompt;
import dev.backplane.api.PromptInfo;
import dev.backplane.api.PromptResult;
import dev.backplane.api.Role;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** A message that is a picture. Stateless, thus thread-safe. */
@Component
public final class ImagePrompt implements Prompt {

    @Override
    public PromptInfo info() {
        return PromptInfo.of("test_prompt_with_image").description("A message that is a picture.");
    }

    @Override
    public PromptResult get(Map<String, String> arguments, CallContext context) {
        return PromptResult.of(
                new PromptResult.Message(Role.USER, Samples.image()),
                new PromptResult.Message(Role.USER, new Content.Text("Please analyze the image above.")));
    }
}
