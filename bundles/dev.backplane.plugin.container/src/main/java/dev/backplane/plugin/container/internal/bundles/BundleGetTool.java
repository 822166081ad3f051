package dev.backplane.plugin.container.internal.bundles;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.plugin.container.internal.Bounds;
import dev.backplane.plugin.container.internal.ContainerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Shows one bundle with its wiring, services and components. Thread-safe. */
@Component
public final class BundleGetTool implements Tool<BundleGetTool.Query> {

    private final Bundles bundles;
    private final BundleInspector inspector;

    public record Query(
            @Param(value = "The bundle's id", minimum = 0) @Nullable
            Long id,

            @Param("The bundle's symbolic name, whole; of several versions the highest is taken") @Nullable
            String symbolicName,

            @Param(
                    value = "How many entries each list holds at most",
                    minimum = 1,
                    maximum = Bounds.MAX_LIMIT,
                    defaultValue = Bounds.DEFAULT_LIMIT)
            int limit) {}

    @Activate
    public BundleGetTool(BundleContext context, @Reference ServiceComponentRuntime runtime) {
        bundles = new Bundles(context);
        inspector = new BundleInspector(bundles, runtime);
    }

    @Override
    public ToolInfo<Query> info() {
        return ToolInfo.of("bundle_get", Query.class)
                .title("Show a bundle")
                .description(
                        "Shows one OSGi bundle, by id or symbolic name: headers, requirements that nothing satisfies,"
                                + " packages imported and exported and to whom they are wired, services, and Declarative"
                                + " Services components with their unsatisfied references.")
                .output(BundleDetail.class)
                .readOnly()
                .blocking();
    }

    @Override
    public ToolResult call(Query query, CallContext context) {
        return ToolResult.structured(inspector.detail(find(query), query.limit()));
    }

    private Bundle find(Query query) {
        List<String> given = new ArrayList<>();
        Optional<Bundle> found = Optional.empty();
        if (query.id() != null) {
            given.add("id");
            found = bundles.byId(query.id());
        }
        if (query.symbolicName() != null) {
            given.add("symbolicName");
            found = bundles.byName(query.symbolicName());
        }
        ContainerException.requireOne(given, "id, symbolicName");
        return found.orElseThrow(() -> ContainerException.badArgument(
                given.get(0),
                String.valueOf(query.id() != null ? query.id() : query.symbolicName()),
                "that of an installed bundle; bundles_list shows them"));
    }
}
