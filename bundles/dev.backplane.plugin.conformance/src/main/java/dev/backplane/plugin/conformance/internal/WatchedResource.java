package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Changes;
import dev.backplane.api.Resource;
import dev.backplane.api.ResourceInfo;
import dev.backplane.api.ResourceResult;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A resource that changes when {@link ResourceChangeTool} says so. Thread-safe: one atomic number. */
@Component(service = {Resource.class, WatchedResource.class})
public final class WatchedResource implements Resource {

    static final String URI = "test://watched-resource";

    private final Changes changes;
    private final AtomicLong version = new AtomicLong(1);

    @Activate
    public WatchedResource(@Reference Changes changes) {
        this.changes = changes;
    }

    @Override
    public ResourceInfo info() {
        return ResourceInfo.of(URI, "watched-resource")
                .description("A resource to subscribe to; test_trigger_resource_update changes it.")
                .mimeType("text/plain");
    }

    @Override
    public ResourceResult read(CallContext context) {
        return ResourceResult.text(URI, "text/plain", "Watched resource, version " + version.get());
    }

    /** Changes the contents, tells the subscribers, and returns the new version. */
    long change() {
        long now = version.incrementAndGet();
        changes.resourceUpdated(URI);
        return now;
    }
}
