package dev.backplane.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Maven that runs these tests, for projects outside this build. Its local repository lies under {@code target}: it has
 * this build's artifacts in it as {@code mvn install} would put them, and everything else through links into the local
 * repository of this build. So nothing of ours gets into that, and what Maven fetches once stays. For one thread.
 */
public final class Maven {
    private static final String GROUP = "dev/backplane";
    private static final Duration BOUND = Duration.ofMinutes(10);

    private final Path folder = Settings.target().resolve("maven");
    private final Path repository = folder.resolve("repository");

    /** Lays the repository. */
    public Maven() {
        try {
            Files.createDirectories(repository.resolve(GROUP));
            // projects here are nobody's modules: Maven looks for this folder upwards
            Files.createDirectories(folder.resolve(".mvn"));
            link(Settings.localRepository(), repository);
            link(Settings.localRepository().resolve("dev"), repository.resolve("dev"));
            pom("dev.backplane", "pom.xml");
            pom("dev.backplane.archetypes", "archetypes/pom.xml");
            module("dev.backplane.api", "bundles/dev.backplane.api", ".jar");
            module("dev.backplane.spi", "bundles/dev.backplane.spi", ".jar", "-tests.jar");
            module("dev.backplane.archetype", "archetypes/dev.backplane.archetype", ".jar");
            module("dev.backplane.archetype.registry", "archetypes/dev.backplane.archetype.registry", ".jar");
            module("backplane", "karaf-assembly", ".tar.gz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Generates the project {@code com.example:NAME} from one of our archetypes, and gives its folder, made anew. */
    public Path generate(String archetype, String name) {
        Path project = folder.resolve(name);
        Commands.delete(project);
        run(
                folder,
                "org.apache.maven.plugins:maven-archetype-plugin:" + Settings.archetypePlugin() + ":generate",
                "-DarchetypeCatalog=local",
                "-DarchetypeGroupId=dev.backplane",
                "-DarchetypeArtifactId=" + archetype,
                "-DarchetypeVersion=" + Settings.version(),
                "-DgroupId=com.example",
                "-DartifactId=" + name);
        return project;
    }

    /**
     * Runs Maven in a project's folder, and gives what it wrote.
     *
     * @throws AssertionError if it fails; the message has what it wrote
     */
    public String run(Path project, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Settings.maven().toString(), "-B", "-ntp"));
        if (Files.exists(Settings.mavenSettings())) {
            command.addAll(List.of("-s", Settings.mavenSettings().toString()));
        }
        command.add("-Dmaven.repo.local=" + repository);
        command.addAll(List.of(arguments));
        Map<String, String> environment = Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "MAVEN_OPTS",
                System.getenv().getOrDefault("MAVEN_OPTS", "") + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        Commands.Result result = Commands.run(project, environment, BOUND, command);
        if (result.status() != 0) {
            throw new AssertionError(command + " ended with " + result.status() + ":\n" + result.output());
        }
        return result.output();
    }

    /** Links what is in a folder, but not what is there already. */
    private static void link(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (var folders = Files.newDirectoryStream(from, Files::isDirectory)) {
            for (Path each : folders) {
                Path link = to.resolve(each.getFileName());
                if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createSymbolicLink(link, each);
                }
            }
        }
    }

    private void module(String artifact, String module, String... files) throws IOException {
        pom(artifact, module + "/pom.xml");
        for (String file : files) {
            install(artifact, module + "/target/" + artifact + "-" + Settings.version() + file, file);
        }
    }

    private void pom(String artifact, String file) throws IOException {
        install(artifact, file, ".pom");
    }

    private void install(String artifact, String file, String ending) throws IOException {
        String version = Settings.version();
        Path target = repository.resolve(GROUP).resolve(artifact).resolve(version);
        Files.createDirectories(target);
        Files.copy(
                Settings.root().resolve(file),
                target.resolve(artifact + "-" + version + ending),
                StandardCopyOption.REPLACE_EXISTING);
    }
}
