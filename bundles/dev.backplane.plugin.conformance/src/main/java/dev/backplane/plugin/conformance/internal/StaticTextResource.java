package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Resource;
import dev.backplane.api.ResourceInfo;
import dev.backplane.api.ResourceResult;
import org.osgi.service.component.annotations.Component;

/** A text that never changes. Stateless, thus thread-safe. */
@Component
public final class StaticTextResource implements Resource {

    private static final String URI = "test://static-text";

    @Override
    public ResourceInfo info() {
        return ResourceInfo.of(URI, "static-text")
                .description("A text that never changes.")
                .mimeType("text/plain");
    }

    @Override
    public ResourceResult read(CallContext context) {
        return ResourceResult.text(URI, "text/plain", "This is the content of the static text resource.");
    }
}
