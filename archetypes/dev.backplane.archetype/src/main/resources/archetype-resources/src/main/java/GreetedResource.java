package ${package};

import dev.backplane.api.CallContext;
import dev.backplane.api.Resource;
import dev.backplane.api.ResourceInfo;
import dev.backplane.api.ResourceResult;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A resource: whom the tool greeted lately, a line each. */
@Component
public final class GreetedResource implements Resource {

    private final Greetings greetings;

    @Activate
    public GreetedResource(@Reference Greetings greetings) {
        this.greetings = greetings;
    }

    @Override
    public ResourceInfo info() {
        return ResourceInfo.of(Greetings.GREETED, "greeted")
                .title("Greeted lately")
                .mimeType("text/plain");
    }

    @Override
    public ResourceResult read(CallContext context) {
        return ResourceResult.text(Greetings.GREETED, "text/plain", String.join("\n", greetings.greeted()));
    }
}
