package dev.backplane.plugin.conformance.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Changes;
import dev.backplane.api.Prompt;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

/** Every name that the suite calls is a component of this bundle, described as the suite wants it. */
class FixtureTest {

    private static final List<Object> COMPONENTS = new ArrayList<>();

    /** Makes one of each component that the bundle's descriptors name. */
    @BeforeAll
    static void makeComponents() throws Exception {
        try (Stream<Path> descriptors = Files.list(Path.of("target/classes/OSGI-INF"))) {
            for (Path descriptor : descriptors.toList()) {
                String name = descriptor.getFileName().toString().replaceAll("\\.xml$", "");
                Constructor<?> constructor = Class.forName(name).getConstructors()[0];
                COMPONENTS.add(constructor.newInstance(Stream.of(constructor.getParameterTypes())
                        .map(FixtureTest::argument)
                        .toArray()));
            }
        }
    }

    @Test
    void tools_areThoseThatTheSuiteCalls() throws IOException {
        assertThat(tools())
                .extracting(ToolInfo::name)
                .containsExactlyInAnyOrderElementsOf(Files.readAllLines(Path.of("src/test/resources/tools.txt")));
    }

    @Test
    void toolsAndPrompts_haveDescriptions() {
        assertThat(tools()).allSatisfy(tool -> assertThat(tool.description()).isNotBlank());
        assertThat(prompts())
                .hasSize(5)
                .allSatisfy(prompt -> assertThat(prompt.info().description()).isNotBlank());
    }

    @Test
    void infos_areEqualEachTime() {
        assertThat(tools()).isEqualTo(tools());
    }

    private static List<ToolInfo<?>> tools() {
        List<ToolInfo<?>> infos = new ArrayList<>();
        for (Object component : COMPONENTS) {
            if (component instanceof Tool<?> tool) {
                infos.add(tool.info());
            }
        }
        return infos;
    }

    private static List<Prompt> prompts() {
        return COMPONENTS.stream()
                .filter(Prompt.class::isInstance)
                .map(Prompt.class::cast)
                .toList();
    }

    private static Object argument(Class<?> type) {
        if (type == BundleContext.class) {
            return new FakeBundle().context();
        }
        return type == Changes.class ? new FakeChanges() : new WatchedResource(new FakeChanges());
    }
}
