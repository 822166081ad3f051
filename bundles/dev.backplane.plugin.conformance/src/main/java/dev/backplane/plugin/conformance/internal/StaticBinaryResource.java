package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Resource;
import dev.backplane.api.ResourceContents;
import dev.backplane.api.ResourceInfo;
import dev.backplane.api.ResourceResult;
import org.osgi.service.component.annotations.Component;

/** A picture that never changes. Stateless, thus thread-safe. */
@Component
public final class StaticBinaryResource implements Resource {

    private static final String URI = "test://static-binary";

    @Override
    public ResourceInfo info() {
        return ResourceInfo.of(URI, "static-binary")
                .description("A picture that never changes.")
                .mimeType("image/png");
    }

    @Override
    public ResourceResult read(CallContext context) {
        return ResourceResult.of(new ResourceContents.Blob(URI, "image/png", Samples.imageBytes()));
    }
}
