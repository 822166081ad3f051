package dev.backplane.plugin.container.internal.config;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.plugin.container.internal.Bounds;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lists the configurations. Thread-safe. */
@Component
public final class ConfigurationsListTool implements Tool<ConfigurationsListTool.Query> {

    private final Configurations configurations;

    public record Query(
            @Param("A part of the PID, in any case") @Nullable
            String pid,

            @Param(value = Bounds.LIMIT, minimum = 1, maximum = Bounds.MAX_LIMIT, defaultValue = Bounds.DEFAULT_LIMIT)
            int limit) {}

    public record ConfigurationSummary(
            String pid,

            @Param("Set where it is one of several of a factory") @Nullable
            String factoryPid,

            @Param("How many properties it has") int properties,

            @Param("The resource that holds it and tells of its changes")
            String uri) {}

    public record Listing(
            @Param("Configurations in the container") int total,

            @Param("Configurations that match; where this is more than the list holds, the list is cut")
            int matching,

            List<ConfigurationSummary> configurations) {}

    @Activate
    public ConfigurationsListTool(@Reference ConfigurationAdmin admin) {
        configurations = new Configurations(admin);
    }

    @Override
    public ToolInfo<Query> info() {
        return ToolInfo.of("configurations_list", Query.class)
                .title("List configurations")
                .description("Lists the configurations (ConfigAdmin) of the running container by PID."
                        + " configuration_get shows the values of one.")
                .output(Listing.class)
                .readOnly()
                .blocking();
    }

    @Override
    public ToolResult call(Query query, CallContext context) {
        List<ConfigurationDetail> all = configurations.all();
        List<ConfigurationSummary> matching = all.stream()
                .filter(configuration -> Bounds.contains(configuration.pid(), query.pid()))
                .map(configuration -> new ConfigurationSummary(
                        configuration.pid(),
                        configuration.factoryPid(),
                        configuration.properties().size(),
                        Configurations.uri(configuration.pid())))
                .toList();
        return ToolResult.structured(new Listing(all.size(), matching.size(), Bounds.first(matching, query.limit())));
    }
}
