package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Content;
import dev.backplane.api.ResourceContents;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Answers an embedded resource. Stateless, thus thread-safe. */
@Component
public final class EmbeddedResourceTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_embedded_resource", NoArguments.class)
                .description("Returns one embedded resource.")
                .readOnly()
                .nonBlocking();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        return ToolResult.of(new Content.Embedded(new ResourceContents.Text(
                "test://embedded-resource", "text/plain", "This is an embedded resource content.")));
    }
}
