package dev.backplane.plugin.container.internal.config;

import dev.backplane.api.CallContext;
import dev.backplane.api.Completion;
import dev.backplane.api.ResourceInfo;
import dev.backplane.api.ResourceNotFoundException;
import dev.backplane.api.ResourceResult;
import dev.backplane.api.ResourceTemplate;
import dev.backplane.api.TemplateInfo;
import dev.backplane.plugin.container.internal.JsonText;
import java.util.List;
import java.util.Map;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Each configuration as a resource, secrets masked. Thread-safe. */
@Component
public final class ConfigurationTemplate implements ResourceTemplate {

    private static final String MIME_TYPE = "application/json";

    private final Configurations configurations;

    @Activate
    public ConfigurationTemplate(@Reference ConfigurationAdmin admin) {
        configurations = new Configurations(admin);
    }

    @Override
    public TemplateInfo info() {
        return TemplateInfo.of("config://{pid}", "configuration")
                .title("A configuration")
                .description("One configuration (ConfigAdmin) by its PID; secrets are shown as ***")
                .mimeType(MIME_TYPE);
    }

    @Override
    public List<ResourceInfo> list() {
        return configurations.all().stream()
                .map(configuration -> ResourceInfo.of(Configurations.uri(configuration.pid()), configuration.pid())
                        .title("Configuration " + configuration.pid())
                        .mimeType(MIME_TYPE))
                .toList();
    }

    @Override
    public ResourceResult read(String uri, Map<String, String> variables, CallContext context) {
        ConfigurationDetail configuration = configurations
                .byPid(variables.getOrDefault("pid", ""))
                .orElseThrow(() -> new ResourceNotFoundException(uri));
        return ResourceResult.text(uri, MIME_TYPE, JsonText.of(configuration));
    }

    @Override
    public Completion complete(String variable, String prefix, Map<String, String> resolved) {
        return Completion.ofMatching(
                configurations.all().stream().map(ConfigurationDetail::pid).toList(), prefix);
    }
}
