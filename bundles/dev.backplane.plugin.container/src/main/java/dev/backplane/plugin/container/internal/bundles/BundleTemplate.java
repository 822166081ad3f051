package dev.backplane.plugin.container.internal.bundles;

import dev.backplane.api.CallContext;
import dev.backplane.api.Completion;
import dev.backplane.api.ResourceNotFoundException;
import dev.backplane.api.ResourceResult;
import dev.backplane.api.ResourceTemplate;
import dev.backplane.api.TemplateInfo;
import dev.backplane.plugin.container.internal.Bounds;
import dev.backplane.plugin.container.internal.JsonText;
import dev.backplane.plugin.container.internal.Uris;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Each bundle as a resource, under its id and under its symbolic name. Thread-safe. */
@Component
public final class BundleTemplate implements ResourceTemplate {

    private static final String MIME_TYPE = "application/json";

    private final Bundles bundles;
    private final BundleInspector inspector;

    @Activate
    public BundleTemplate(BundleContext context, @Reference ServiceComponentRuntime runtime) {
        bundles = new Bundles(context);
        inspector = new BundleInspector(bundles, runtime);
    }

    static String uri(String idOrName) {
        return "bundle://" + Uris.encode(idOrName);
    }

    @Override
    public TemplateInfo info() {
        return TemplateInfo.of("bundle://{id}", "bundle")
                .title("A bundle")
                .description("One OSGi bundle, by its id or symbolic name: state, wiring, services, components")
                .mimeType(MIME_TYPE);
    }

    @Override
    public ResourceResult read(String uri, Map<String, String> variables, CallContext context) {
        Bundle bundle =
                bundles.find(variables.getOrDefault("id", "")).orElseThrow(() -> new ResourceNotFoundException(uri));
        return ResourceResult.text(uri, MIME_TYPE, JsonText.of(inspector.detail(bundle, Bounds.MAX_LIMIT)));
    }

    @Override
    public Completion complete(String variable, String prefix, Map<String, String> resolved) {
        Set<String> candidates = new LinkedHashSet<>();
        bundles.all().forEach(bundle -> candidates.add(String.valueOf(bundle.getBundleId())));
        bundles.all().stream().map(Bundles::name).sorted().forEach(candidates::add);
        return Completion.ofMatching(candidates, prefix);
    }
}
