package dev.backplane.plugin.container.internal.config;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.plugin.container.internal.ContainerException;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows one configuration, secrets masked. Thread-safe. */
@Component
public final class ConfigurationGetTool implements Tool<ConfigurationGetTool.Query> {

    private final Configurations configurations;

    public record Query(
            @Param("The configuration's PID, whole") String pid) {}

    @Activate
    public ConfigurationGetTool(@Reference ConfigurationAdmin admin) {
        configurations = new Configurations(admin);
    }

    @Override
    public ToolInfo<Query> info() {
        return ToolInfo.of("configuration_get", Query.class)
                .title("Show a configuration")
                .description("Shows the values of one configuration (ConfigAdmin) by PID. Secrets are shown as ***.")
                .output(ConfigurationDetail.class)
                .readOnly()
                .blocking();
    }

    @Override
    public ToolResult call(Query query, CallContext context) {
        return ToolResult.structured(configurations
                .byPid(query.pid())
                .orElseThrow(() -> ContainerException.badArgument(
                        "pid", query.pid(), "that of a configuration; configurations_list shows them")));
    }
}
