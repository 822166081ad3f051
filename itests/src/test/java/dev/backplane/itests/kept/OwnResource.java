package dev.backplane.itests.kept;

import dev.backplane.api.CallContext;
import dev.backplane.api.Resource;
import dev.backplane.api.ResourceInfo;
import dev.backplane.api.ResourceResult;
import org.osgi.service.component.annotations.Component;

/** What it says is for its reader alone. */
@Component(service = Resource.class)
public final class OwnResource implements Resource {

    @Override
    public ResourceInfo info() {
        return ResourceInfo.of("kept://caller", "caller");
    }

    @Override
    public ResourceResult read(CallContext context) {
        return ResourceResult.text("kept://caller", "text/plain", Made.by(context.caller()))
                .forCaller(Made.TIME);
    }
}
