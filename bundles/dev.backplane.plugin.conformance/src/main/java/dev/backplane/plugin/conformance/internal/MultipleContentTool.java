package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Content;
import dev.backplane.api.ResourceContents;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Answers blocks of three kinds. Stateless, thus thread-safe. */
@Component
public final class MultipleContentTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_multiple_content_types", NoArguments.class)
                .description("Returns a text, an image and an embedded resource.")
                .readOnly()
                .nonBlocking();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        return ToolResult.of(
                new Content.Text("Multiple content types test:"),
                Samples.image(),
                new Content.Embedded(new ResourceContents.Text(
                        "test://mixed-content-resource", "application/json", "{\"test\":\"data\",\"value\":123}")));
    }
}
