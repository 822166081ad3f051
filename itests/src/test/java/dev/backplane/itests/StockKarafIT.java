package dev.backplane.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Commands;
import dev.backplane.itests.harness.Ports;
import dev.backplane.itests.harness.Probe;
import dev.backplane.itests.harness.Settings;
import dev.backplane.itests.harness.StockKaraf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Installs the platform into somebody's own, unmodified Karaf, and takes it out again. */
class StockKarafIT {
    private static final String FEATURES =
            "mvn:dev.backplane/dev.backplane.features/" + Settings.version() + "/xml/features";
    /** Threads that Karaf's own shell, installer and JMX start as they are used. */
    private static final Pattern KARAF_THREAD = Pattern.compile(
            "(RMI |JMX |JVMTI |sshd-|session-|resolver-|features-|downloader-|activator-|CM |pool-|Karaf |process reaper|Thread-).*");

    private static final Duration BOUND = Duration.ofSeconds(60);

    @Test
    void feature_installedAndUninstalled_servesThenLeavesNothing() throws IOException {
        Path userHome = Settings.instances().resolve("stock-home");
        repository(userHome.resolve(".m2/repository"));
        try (StockKaraf karaf = StockKaraf.start("stock-feature", userHome)) {
            Set<String> bundles = bundles(karaf);
            Set<String> threads = threads(karaf);

            karaf.shell("feature:repo-add " + FEATURES);
            karaf.shell("feature:install backplane");
            karaf.awaitAnswer();
            assertThat(Probe.echo(karaf.endpoint(), "stock")).contains("stock");
            assertThat(bundles(karaf)).contains("dev.backplane.engine").containsAll(bundles);

            karaf.shell("feature:uninstall backplane");

            Await.until("the port is closed", BOUND, () -> !Ports.open(karaf.port()));
            assertThat(bundles(karaf)).isEqualTo(bundles);
            Await.until(
                    "no thread is left: " + threads,
                    BOUND,
                    () -> left(karaf, threads).isEmpty());
            assertThat(karaf.log()).doesNotContain("Error uninstalling", "memory leak");

            karaf.shell("feature:install backplane");
            karaf.awaitAnswer();
        }
    }

    @Test
    void kar_droppedIntoDeployWithoutRepository_serves() throws IOException {
        Path userHome = Settings.instances().resolve("stock-empty-home");
        Files.createDirectories(userHome);
        try (StockKaraf karaf = StockKaraf.start("stock-kar", userHome)) {
            Files.copy(Settings.kar(), karaf.home().resolve("deploy/backplane.kar.part"));
            Files.move(
                    karaf.home().resolve("deploy/backplane.kar.part"),
                    karaf.home().resolve("deploy/backplane.kar"));

            karaf.awaitAnswer();

            assertThat(karaf.installed())
                    .contains("backplane")
                    .doesNotContain("backplane-conformance", "backplane-engine");
            assertThat(userHome.resolve(".m2/repository/io")).doesNotExist();
        }
    }

    /** The KAR holds a Maven repository of all that the features name. */
    private static void repository(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path kar = folder.resolve("../kar").normalize();
        Files.createDirectories(kar);
        Commands.Result result = Commands.run(
                kar,
                Map.of(),
                BOUND,
                List.of(jar(), "--extract", "--file", Settings.kar().toString()));
        assertThat(result.status()).as(result.output()).isZero();
        result = Commands.run(folder, Map.of(), BOUND, List.of("cp", "-R", kar.resolve("repository") + "/.", "."));
        assertThat(result.status()).as(result.output()).isZero();
    }

    private static String jar() {
        return Path.of(System.getProperty("java.home"), "bin/jar").toString();
    }

    private static Set<String> bundles(StockKaraf karaf) {
        return karaf.shell("bundle:list -t 0 -s --no-format")
                .lines()
                .filter(line -> line.contains("\t"))
                .map(line -> line.split("\t")[4].trim())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names of all threads, without the numbers that pools count up. */
    private static Set<String> threads(StockKaraf karaf) {
        return karaf.shell("shell:threads --list --no-format")
                .lines()
                .filter(line -> line.contains("\t"))
                .map(line -> line.split("\t")[1].trim().replaceAll("\\d+", "N"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> left(StockKaraf karaf, Set<String> before) {
        return threads(karaf).stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> !KARAF_THREAD.matcher(thread).matches())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
