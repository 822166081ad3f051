package dev.backplane.plugin.container.internal.config;

import static dev.backplane.plugin.container.internal.Stubs.admin;
import static dev.backplane.plugin.container.internal.Stubs.configuration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.api.ResourceContents;
import dev.backplane.api.ResourceInfo;
import dev.backplane.api.ResourceNotFoundException;
import dev.backplane.plugin.container.internal.ContainerException;
import dev.backplane.plugin.container.internal.ManualContext;
import dev.backplane.plugin.container.internal.Stubs;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;

class ConfigurationsTest {

    private final ManualContext context = new ManualContext(c -> {});

    private final ConfigurationAdmin admin = admin(
            configuration(
                    "org.example.b", Map.of("port", 8080, "service.pid", "org.example.b", "dbPassword", "hunter2")),
            configuration("org.example.a~one", Map.of("hosts", new String[] {"x", "y"})),
            configuration("org.example.empty", null));

    @Test
    void list_all_sortedAndBounded() {
        ConfigurationsListTool tool = new ConfigurationsListTool(admin);

        var all = (ConfigurationsListTool.Listing)
                tool.call(new ConfigurationsListTool.Query(null, 1), context).structured();
        var some =
                (ConfigurationsListTool.Listing) tool.call(new ConfigurationsListTool.Query("EXAMPLE.B", 10), context)
                        .structured();

        assertThat(all.total()).isEqualTo(2);
        assertThat(all.matching()).isEqualTo(2);
        assertThat(all.configurations())
                .containsExactly(new ConfigurationsListTool.ConfigurationSummary(
                        "org.example.a~one", null, 1, "config://org.example.a~one"));
        assertThat(some.matching()).isEqualTo(1);
    }

    @Test
    void get_configuration_masksSecrets() {
        ConfigurationDetail detail = (ConfigurationDetail) new ConfigurationGetTool(admin)
                .call(new ConfigurationGetTool.Query("org.example.b"), context)
                .structured();

        assertThat(detail.properties()).isEqualTo(Map.of("port", 8080, "dbPassword", "***"));
        assertThat(detail.changeCount()).isEqualTo(7);
    }

    @Test
    void get_unknownPid_saysSoAndMakesNone() {
        assertThatThrownBy(() ->
                        new ConfigurationGetTool(admin).call(new ConfigurationGetTool.Query("org.example.x"), context))
                .isInstanceOf(ContainerException.class)
                .hasMessage("pid 'org.example.x' must be that of a configuration; configurations_list shows them");
    }

    @Test
    void template_each_isListedReadAndCompleted() {
        ConfigurationTemplate template = new ConfigurationTemplate(admin);

        assertThat(template.list())
                .extracting(ResourceInfo::uri)
                .containsExactly("config://org.example.a~one", "config://org.example.b");
        assertThat(template.complete("pid", "org.example.b", Map.of()).values()).containsExactly("org.example.b");
        ResourceContents.Text text =
                (ResourceContents.Text) template.read("config://org.example.b", Map.of("pid", "org.example.b"), context)
                        .contents()
                        .get(0);
        assertThat(text.mimeType()).isEqualTo("application/json");
        assertThat(text.text())
                .contains("\"port\": 8080", "\"dbPassword\": \"***\"")
                .doesNotContain("hunter2");
        assertThatThrownBy(() -> template.read("config://x", Map.of("pid", "x"), context))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void changes_events_tellSubscribersAndOnceOfTheList() {
        Stubs.Noted noted = new Stubs.Noted();
        ConfigurationChanges changes = new ConfigurationChanges(admin, noted);

        changes.configurationEvent(event(ConfigurationEvent.CM_UPDATED, "org.example.b"));
        assertThat(noted.taken()).containsExactly("config://org.example.b");
        changes.configurationEvent(event(ConfigurationEvent.CM_UPDATED, "org.example.new"));
        assertThat(noted.taken()).containsExactly("config://org.example.new", "list");
        changes.configurationEvent(event(ConfigurationEvent.CM_UPDATED, "org.example.new"));
        assertThat(noted.taken()).containsExactly("config://org.example.new");
        changes.configurationEvent(event(ConfigurationEvent.CM_LOCATION_CHANGED, "org.example.new"));
        assertThat(noted.taken()).isEmpty();
        changes.configurationEvent(event(ConfigurationEvent.CM_DELETED, "org.example.new"));
        assertThat(noted.taken()).containsExactly("config://org.example.new", "list");
    }

    @SuppressWarnings("unchecked")
    private static ConfigurationEvent event(int type, String pid) {
        return new ConfigurationEvent(
                Stubs.of(ServiceReference.class, (proxy, method, arguments) -> null), type, null, pid);
    }
}
