package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Answers a picture. Stateless, thus thread-safe. */
@Component
public final class ImageContentTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_image_content", NoArguments.class)
                .description("Returns one image block.")
                .readOnly()
                .nonBlocking();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        return ToolResult.of(Samples.image());
    }
}
