package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Content;
import dev.backplane.api.Prompt;
import dev.backplane.api.PromptInfo;
import dev.backplane.api.PromptResult;
import dev.backplane.api.ResourceContents;
import dev.backplane.api.Role;
import java.util.Map;
import java.util.Objects;
import org.osgi.service.component.annotations.Component;

/** A message that carries a resource. Stateless, thus thread-safe. */
@Component
public final class EmbeddedResourcePrompt implements Prompt {

    private static final String ARGUMENT = "resourceUri";

    @Override
    public PromptInfo info() {
        return PromptInfo.of("test_prompt_with_embedded_resource")
                .description("A message that carries a resource.")
                .required(ARGUMENT, "URI of the resource to embed");
    }

    @Override
    public PromptResult get(Map<String, String> arguments, CallContext context) {
        String uri = Objects.requireNonNull(arguments.get(ARGUMENT), ARGUMENT);
        return PromptResult.of(
                new PromptResult.Message(
                        Role.USER,
                        new Content.Embedded(new ResourceContents.Text(
                                uri, "text/plain", "Embedded resource content for testing."))),
                new PromptResult.Message(Role.USER, new Content.Text("Please process the embedded resource above.")));
    }
}
