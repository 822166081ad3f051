package dev.backplane.plugin.container.internal.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.api.Completion;
import dev.backplane.api.ResourceContents;
import dev.backplane.api.ResourceNotFoundException;
import dev.backplane.plugin.container.internal.ContainerException;
import dev.backplane.plugin.container.internal.ManualContext;
import dev.backplane.plugin.container.internal.Stubs;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

class BundlesTest {

    @TempDir
    Path storage;

    private final ManualContext call = new ManualContext(c -> {});
    private Framework framework;
    private BundleContext context;
    private Bundle provider;
    private Bundle user;
    private Bundle fragment;
    private Bundle broken;

    @BeforeEach
    void setUp() throws Exception {
        framework = new Framework(storage);
        context = framework.context();
        provider =
                framework.install("org.example.provider", "1.2.0", "Export-Package", "org.example.api;version=1.1.0");
        user = framework.install(
                "org.example.user",
                "1.0.0",
                "Import-Package",
                "org.example.api;version=\"[1.0,2)\"",
                "Bundle-Name",
                "User");
        fragment = framework.install("org.example.fragment", "1.0.0", "Fragment-Host", "org.example.provider");
        broken = framework.install(
                "org.example.broken",
                "1.0.0",
                "Import-Package",
                "org.example.gone;version=\"[3,4)\",org.example.maybe;resolution:=optional,org.example.api");
        provider.start();
        user.start();
    }

    @AfterEach
    void tearDown() throws Exception {
        framework.close();
    }

    @Test
    void list_nameAndState_choose() {
        BundlesListTool tool = new BundlesListTool(context);

        BundlesListTool.Listing all = list(tool, null, null, 2);
        assertThat(all.total()).isEqualTo(5);
        assertThat(all.matching()).isEqualTo(5);
        assertThat(all.bundles()).extracting(BundleSummary::id).containsExactly(0L, 1L);
        assertThat(list(tool, "EXAMPLE.U", BundleState.ACTIVE, 10).bundles())
                .containsExactly(
                        new BundleSummary(user.getBundleId(), "org.example.user", "1.0.0", BundleState.ACTIVE, false));
        assertThat(list(tool, "example", BundleState.INSTALLED, 10).bundles())
                .extracting(BundleSummary::symbolicName)
                .containsExactly("org.example.broken");
        assertThat(list(tool, "fragment", null, 10).bundles())
                .extracting(BundleSummary::state, BundleSummary::fragment)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(BundleState.RESOLVED, true));
    }

    @Test
    void notActive_resolvedFragment_isHealthy() {
        assertThat(new Bundles(context).notActive())
                .extracting(BundleSummary::symbolicName)
                .containsExactly("org.example.broken");
    }

    @Test
    void get_wiredBundles_showBothEnds() {
        BundleDetail ofUser = get(null, "org.example.user");
        assertThat(ofUser.imports())
                .contains(new BundleDetail.Import(
                        "org.example.api", "1.1.0", "org.example.provider [" + provider.getBundleId() + "]"));
        assertThat(ofUser.headers()).containsEntry("Bundle-Name", "User");
        assertThat(ofUser.missing()).isEmpty();

        BundleDetail ofProvider = get(provider.getBundleId(), null);
        assertThat(ofProvider.exports())
                .containsExactly(new BundleDetail.Export(
                        "org.example.api",
                        "1.1.0",
                        java.util.List.of("org.example.user [" + user.getBundleId() + "]")));
        assertThat(ofProvider.totals().exports()).isEqualTo(1);
        assertThat(get(fragment.getBundleId(), null).requirements())
                .extracting(BundleDetail.Requirement::namespace)
                .contains("osgi.wiring.host");
    }

    @Test
    void get_unresolvedBundle_saysWhatIsMissing() {
        BundleDetail detail = get(broken.getBundleId(), null);

        assertThat(detail.state()).isEqualTo(BundleState.INSTALLED);
        assertThat(detail.missing())
                .singleElement()
                .asString()
                .startsWith("osgi.wiring.package: ")
                .contains("org.example.gone");
    }

    @Test
    void get_systemBundle_isBoundedAndSaysHowMuchThereIs() {
        BundleDetail detail = get(0L, null);

        assertThat(detail.exports()).hasSize(5);
        assertThat(detail.totals().exports()).isGreaterThan(100);
        assertThat(detail.servicesRegistered()).isNotEmpty();
    }

    @Test
    void get_services_showWhoUsesThem() {
        var registration = provider.getBundleContext().registerService(Runnable.class, () -> {}, null);
        user.getBundleContext().getService(registration.getReference());

        assertThat(get(provider.getBundleId(), null).servicesRegistered())
                .singleElement()
                .satisfies(service ->
                        assertThat(service.usedBy()).containsExactly("org.example.user [" + user.getBundleId() + "]"));
        assertThat(get(user.getBundleId(), null).servicesUsed())
                .singleElement()
                .satisfies(service -> assertThat(service.interfaces()).containsExactly("java.lang.Runnable"));
    }

    @Test
    void get_badArguments_areNamed() {
        assertThatThrownBy(() -> get(99L, null))
                .isInstanceOf(ContainerException.class)
                .hasMessage("id '99' must be that of an installed bundle; bundles_list shows them");
        assertThatThrownBy(() -> get(null, null)).hasMessage("exactly one of id, symbolicName must be given, none is");
        assertThatThrownBy(() -> get(1L, "x"))
                .hasMessage("exactly one of id, symbolicName must be given, id and symbolicName are");
    }

    @Test
    void byName_severalVersions_takesTheHighest() throws Exception {
        Bundle newer = framework.install("org.example.user", "1.10.0");

        assertThat(new Bundles(context).byName("org.example.user")).contains(newer);
        assertThat(new Bundles(context).find(String.valueOf(user.getBundleId())))
                .contains(user);
        assertThat(new Bundles(context).find("99999999999999999999")).isEmpty();
    }

    @Test
    void template_idAndName_readTheSameAndComplete() {
        BundleTemplate template = new BundleTemplate(context, Stubs.noComponents());
        String id = String.valueOf(user.getBundleId());

        assertThat(text(template, id))
                .isEqualTo(text(template, "org.example.user"))
                .contains("\"version\": \"1.0.0\"");
        assertThat(template.complete("id", "org.example.", Map.of()).values())
                .containsExactly(
                        "org.example.broken", "org.example.fragment", "org.example.provider", "org.example.user");
        Completion all = template.complete("id", "", Map.of());
        assertThat(all.values()).startsWith("0", "1", "2");
        assertThatThrownBy(() -> template.read("bundle://x", Map.of("id", "x"), call))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void changes_stopped_tellsBothNames() throws Exception {
        Stubs.Noted noted = new Stubs.Noted();
        BundleChanges changes = new BundleChanges(context, noted);

        user.stop();

        assertThat(noted.changes.poll(10, TimeUnit.SECONDS)).isEqualTo("bundle://" + user.getBundleId());
        assertThat(noted.changes.poll(10, TimeUnit.SECONDS)).isEqualTo("bundle://org.example.user");
        changes.deactivate();
    }

    private String text(BundleTemplate template, String id) {
        return ((ResourceContents.Text) template.read("bundle://" + id, Map.of("id", id), call)
                        .contents()
                        .get(0))
                .text();
    }

    private BundleDetail get(Long id, String name) {
        return (BundleDetail) new BundleGetTool(context, Stubs.noComponents())
                .call(new BundleGetTool.Query(id, name, 5), call)
                .structured();
    }

    private BundlesListTool.Listing list(BundlesListTool tool, String name, BundleState state, int limit) {
        return (BundlesListTool.Listing)
                tool.call(new BundlesListTool.Query(name, state, limit), call).structured();
    }
}
