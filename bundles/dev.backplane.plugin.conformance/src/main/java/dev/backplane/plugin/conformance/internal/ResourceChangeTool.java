package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Changes {@code test://watched-resource}. Thread-safe as {@link WatchedResource} is. */
@Component
public final class ResourceChangeTool implements Tool<NoArguments> {

    private final WatchedResource watched;

    @Activate
    public ResourceChangeTool(@Reference WatchedResource watched) {
        this.watched = watched;
    }

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_trigger_resource_update", NoArguments.class)
                .description("Changes " + WatchedResource.URI + " and tells its subscribers.");
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        return ToolResult.text(WatchedResource.URI + " is at version " + watched.change());
    }
}
