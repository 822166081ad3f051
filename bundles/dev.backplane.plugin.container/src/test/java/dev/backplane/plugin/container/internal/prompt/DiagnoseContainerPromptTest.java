package dev.backplane.plugin.container.internal.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.api.Content;
import dev.backplane.api.McpException;
import dev.backplane.api.PromptResult;
import dev.backplane.api.ResourceContents;
import dev.backplane.api.Role;
import dev.backplane.plugin.container.internal.ManualContext;
import dev.backplane.plugin.container.internal.Stubs;
import dev.backplane.plugin.container.internal.bundles.Bundles;
import dev.backplane.plugin.container.internal.bundles.Components;
import dev.backplane.plugin.container.internal.config.Configurations;
import dev.backplane.plugin.container.internal.log.LogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;

class DiagnoseContainerPromptTest {

    @TempDir
    Path folder;

    private final ManualContext call = new ManualContext(c -> {});
    private DiagnoseContainerPrompt prompt;

    @BeforeEach
    void setUp() throws IOException {
        Path log = Files.writeString(
                folder.resolve("karaf.log"),
                "2026-11-23T12:00:00,123 | ERROR | main | org.example.Foo | 12 - a - 1 | no disk, password=hunter2\n");
        Bundle stuck = Stubs.of(Bundle.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getBundleId" -> 7L;
            case "getState" -> Bundle.INSTALLED;
            case "getSymbolicName" -> "org.example.stuck";
            case "getHeaders" -> new Hashtable<>();
            case "getVersion" -> new Version(1, 0, 0);
            default -> null;
        });
        BundleContext context = Stubs.of(BundleContext.class, (proxy, method, arguments) -> new Bundle[] {stuck});
        prompt = new DiagnoseContainerPrompt(new ContainerFacts(
                new Bundles(context),
                new Components(Stubs.noComponents()),
                new Configurations(Stubs.admin()),
                new LogReader(() -> log)));
    }

    @Test
    void get_noArguments_embedsFactsAndNamesTools() throws Exception {
        PromptResult result = prompt.get(Map.of(), call);

        assertThat(result.messages())
                .extracting(PromptResult.Message::role)
                .containsExactly(Role.USER, Role.USER, Role.ASSISTANT);
        assertThat(text(result, 0))
                .contains(
                        "Bundles: 1, not active: 1 (org.example.stuck [7] INSTALLED)",
                        "no deadlock",
                        "or failed: none",
                        "Heap: ",
                        " MiB used");
        ResourceContents.Text log = (ResourceContents.Text)
                ((Content.Embedded) result.messages().get(1).content()).resource();
        assertThat(log.uri()).isEqualTo("log://karaf");
        assertThat(log.text()).contains("no disk, password=***").doesNotContain("hunter2");
        assertThat(text(result, 2))
                .contains("heap_summary", "threads_dump", "bundles_list", "log_search", "configurations_list");
    }

    @Test
    void get_symptomAndFocus_leadTheWay() throws Exception {
        PromptResult result = prompt.get(Map.of("symptom", "calls hang", "focus", "Threads"), call);

        assertThat(text(result, 0)).contains("What was noticed: calls hang", "Look first at: threads");
        assertThat(text(result, 2)).contains("deadlockedOnly=true").doesNotContain("heap_summary");
    }

    @Test
    void get_unknownFocus_isInvalid() {
        assertThatThrownBy(() -> prompt.get(Map.of("focus", "weather"), call))
                .isInstanceOf(McpException.class)
                .hasMessage("focus 'weather' must be one of memory, threads, bundles, log, configuration");
    }

    @Test
    void complete_arguments_areSuggested() {
        assertThat(prompt.complete("focus", "m", Map.of()).values()).containsExactly("memory");
        assertThat(prompt.complete("focus", "", Map.of()).values()).hasSize(5);
        assertThat(prompt.complete("symptom", "a ", Map.of()).values()).contains("a tool is missing");
        assertThat(prompt.complete("other", "", Map.of()).values()).isEmpty();
    }

    private static String text(PromptResult result, int index) {
        return ((Content.Text) result.messages().get(index).content()).text();
    }
}
