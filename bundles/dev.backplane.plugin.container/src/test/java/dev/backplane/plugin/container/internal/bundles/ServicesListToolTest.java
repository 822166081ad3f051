package dev.backplane.plugin.container.internal.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.plugin.container.internal.ContainerException;
import dev.backplane.plugin.container.internal.ManualContext;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.InvalidSyntaxException;

class ServicesListToolTest {

    @TempDir
    Path storage;

    private Framework framework;

    @BeforeEach
    void setUp() throws Exception {
        framework = new Framework(storage);
        framework
                .context()
                .registerService(
                        new String[] {Runnable.class.getName(), Thread.UncaughtExceptionHandler.class.getName()},
                        new Both(),
                        new Hashtable<>(Map.of(
                                "service.ranking", 5, "color", "blue", "password", "hunter2", "tags", new String[] {
                                    "a", "b"
                                })));
    }

    private static final class Both implements Runnable, Thread.UncaughtExceptionHandler {
        @Override
        public void run() {}

        @Override
        public void uncaughtException(Thread thread, Throwable e) {}
    }

    @AfterEach
    void tearDown() throws Exception {
        framework.close();
    }

    @Test
    void list_interfaceName_isAPartOfOne() throws Exception {
        ServicesListTool.Listing found = list("exceptionhandler", null, null);

        assertThat(found.services()).singleElement().satisfies(service -> {
            assertThat(service.interfaces())
                    .containsExactly("java.lang.Runnable", "java.lang.Thread$UncaughtExceptionHandler");
            assertThat(service.bundle()).endsWith(" [0]");
            assertThat(service.properties())
                    .containsEntry("password", "***")
                    .containsEntry("color", "blue")
                    .containsEntry("tags", java.util.List.of("a", "b"))
                    .doesNotContainKeys("service.id", "objectClass");
        });
        assertThat(found.total()).isGreaterThan(1);
    }

    @Test
    void list_filter_isLdap() throws Exception {
        assertThat(list(null, "(&(Color=BLUE)(color=b*))", null).services()).isEmpty();
        assertThat(list(null, "(&(COLOR=bl*)(service.ranking>=5)(tags=b)(objectClass=java.lang.Runnable))", null)
                        .services())
                .hasSize(1);
        assertThat(list(null, "(service.ranking>=6)", null).services()).isEmpty();
    }

    @Test
    void list_filterOverASecret_guessesNothing() throws Exception {
        assertThat(list(null, "(password=h*)", null).services()).isEmpty();
        assertThat(list(null, "(password=hunter2)", null).services()).isEmpty();
    }

    @Test
    void list_bundle_choosesIts() throws Exception {
        assertThat(list("Runnable", null, 0L).services()).hasSize(1);
        assertThat(list(null, null, 99L).services()).isEmpty();
    }

    @Test
    void list_badFilter_isNamed() {
        assertThatThrownBy(() -> list(null, "(color=blue", null))
                .isInstanceOf(ContainerException.class)
                .hasMessageStartingWith("filter '(color=blue' must be an LDAP filter: ");
    }

    private ServicesListTool.Listing list(String name, String filter, Long bundle) throws InvalidSyntaxException {
        return (ServicesListTool.Listing) new ServicesListTool(framework.context())
                .call(new ServicesListTool.Query(name, filter, bundle, 100), new ManualContext(c -> {}))
                .structured();
    }
}
