package dev.backplane.plugin.container.internal.bundles;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.plugin.container.internal.Bounds;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lists Karaf's features; there is no such tool where there is no Karaf. Thread-safe. */
@Component
public final class FeaturesListTool implements Tool<FeaturesListTool.Query> {

    private final FeaturesService features;

    public record Query(
            @Param("A part of the feature's name, in any case") @Nullable
            String name,

            @Param(value = "Only installed features", defaultValue = "true")
            boolean installed,

            @Param(value = Bounds.LIMIT, minimum = 1, maximum = Bounds.MAX_LIMIT, defaultValue = Bounds.DEFAULT_LIMIT)
            int limit) {}

    public record FeatureSummary(
            String name,
            String version,

            @Param("Uninstalled, Installed, Resolved or Started")
            String state,

            @Param("Somebody asked for it by name; else another feature needs it")
            boolean required,

            String description) {}

    public record Listing(
            @Param("Features known to the container") int total,

            @Param("Features that match; where this is more than the list holds, the list is cut")
            int matching,

            List<FeatureSummary> features) {}

    @Activate
    public FeaturesListTool(@Reference FeaturesService features) {
        this.features = features;
    }

    @Override
    public ToolInfo<Query> info() {
        return ToolInfo.of("features_list", Query.class)
                .title("List features")
                .description("Lists the Karaf features that are installed, or all that are known.")
                .output(Listing.class)
                .readOnly()
                .blocking();
    }

    @Override
    public ToolResult call(Query query, CallContext context) throws Exception {
        Feature[] all = features.listFeatures();
        List<FeatureSummary> matching = Arrays.stream(all)
                .filter(feature -> Bounds.contains(feature.getName(), query.name()))
                .filter(feature -> !query.installed() || features.isInstalled(feature))
                .map(this::summary)
                .sorted(Comparator.comparing(FeatureSummary::name).thenComparing(FeatureSummary::version))
                .toList();
        return ToolResult.structured(new Listing(all.length, matching.size(), Bounds.first(matching, query.limit())));
    }

    private FeatureSummary summary(Feature feature) {
        String description = feature.getDescription();
        return new FeatureSummary(
                feature.getName(),
                feature.getVersion(),
                String.valueOf(features.getState(feature.getId())),
                features.isRequired(feature),
                description == null ? "" : description);
    }
}
