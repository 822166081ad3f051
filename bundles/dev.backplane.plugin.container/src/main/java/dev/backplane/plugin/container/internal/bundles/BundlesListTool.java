package dev.backplane.plugin.container.internal.bundles;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.plugin.container.internal.Bounds;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Lists the bundles. Thread-safe. */
@Component
public final class BundlesListTool implements Tool<BundlesListTool.Query> {

    private final Bundles bundles;

    public record Query(
            @Param("A part of the symbolic name, in any case") @Nullable
            String name,

            @Param("Only bundles in this state") @Nullable BundleState state,

            @Param(value = Bounds.LIMIT, minimum = 1, maximum = Bounds.MAX_LIMIT, defaultValue = Bounds.DEFAULT_LIMIT)
            int limit) {}

    public record Listing(
            @Param("Bundles in the container") int total,

            @Param("Bundles that match; where this is more than the list holds, the list is cut")
            int matching,

            List<BundleSummary> bundles) {}

    @Activate
    public BundlesListTool(BundleContext context) {
        bundles = new Bundles(context);
    }

    @Override
    public ToolInfo<Query> info() {
        return ToolInfo.of("bundles_list", Query.class)
                .title("List bundles")
                .description(
                        "Lists the OSGi bundles of the running container with id, symbolic name, version and state."
                                + " A healthy bundle is ACTIVE, a healthy fragment RESOLVED.")
                .output(Listing.class)
                .readOnly()
                .blocking();
    }

    @Override
    public ToolResult call(Query query, CallContext context) {
        List<BundleSummary> matching = bundles.matching(query.name(), query.state());
        return ToolResult.structured(
                new Listing(bundles.all().size(), matching.size(), Bounds.first(matching, query.limit())));
    }
}
