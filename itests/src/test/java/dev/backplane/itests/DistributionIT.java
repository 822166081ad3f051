package dev.backplane.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Ports;
import dev.backplane.itests.harness.Probe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the distribution promises as it ships: offline, loopback only, locked, quiet, and restartable. */
class DistributionIT {
    private static final Pattern BUNDLE = Pattern.compile("<bundle[^>]*>\\s*mvn:([^<\\s]+)\\s*</bundle>");

    @Test
    void start_asShipped_everyBundleRunsAndNothingIsLogged() throws Exception {
        Distribution backplane = Distribution.shared();

        assertThat(Probe.echo(backplane.endpoint(), "hello")).contains("hello");
        assertThat(backplane.shell("bundle:list -t 0 --no-format")).doesNotContain("Installed", "Waiting", "Failure");
        assertThat(backplane.startLog().lines().filter(line -> line.matches(".*\\| (ERROR|WARN ) \\|.*")))
                .isEmpty();
    }

    /** A refresh while booting costs time, and now and then stops the features service that waits for it. */
    @Test
    void start_firstBoot_refreshesNoBundle() {
        assertThat(Distribution.shared().startLog()).doesNotContain("Stopping bundles:", "Refreshing bundles:");
    }

    @Test
    void start_asShipped_needsNoNetwork() throws Exception {
        Distribution backplane = Distribution.shared();

        try (var files = Files.walk(backplane.home().resolve("data"))) {
            assertThat(files.filter(file -> file.startsWith(backplane.home().resolve("data/repository")))
                            .filter(Files::isRegularFile))
                    .as("bundles that a start would have fetched")
                    .isEmpty();
        }
    }

    @Test
    void systemRepository_ourFeatures_hasEveryBundle() throws Exception {
        Path system = Distribution.shared().home().resolve("system");
        List<Path> features;
        try (var files = Files.walk(system.resolve("dev/backplane/dev.backplane.features"))) {
            features = files.filter(file -> file.toString().endsWith("-features.xml"))
                    .toList();
        }

        assertThat(features).hasSize(1);
        Matcher bundles = BUNDLE.matcher(Files.readString(features.get(0)));
        assertThat(bundles.results()).hasSizeGreaterThan(20).allSatisfy(bundle -> {
            String[] part = bundle.group(1).split("/");
            assertThat(system.resolve(part[0].replace('.', '/'))
                            .resolve(part[1])
                            .resolve(part[2]))
                    .isDirectoryContaining("glob:**/" + part[1] + "-*.jar");
        });
    }

    @Test
    void sockets_asShipped_listenOnLoopbackAlone() {
        Distribution backplane = Distribution.shared();

        assertThat(Ports.listening(backplane.pid()))
                .contains("127.0.0.1:" + backplane.port())
                .allSatisfy(address -> assertThat(address).startsWith("127.0.0.1:"));
    }

    @Test
    void login_wellKnownPasswords_isRefused() {
        Distribution backplane = Distribution.shared();

        assertThat(backplane.shell().accepts("karaf", "karaf")).isFalse();
        assertThat(backplane.shell().accepts("admin", "admin")).isFalse();
        assertThat(backplane.shell().accepts("_g_:admingroup", "group")).isFalse();
    }

    @Test
    void kill_thenStart_servesAgain() {
        try (Distribution own = Distribution.builder("killed").start()) {
            own.kill();
            assertThat(Ports.open(own.port())).isFalse();

            own.start();

            assertThat(Probe.answers(own.endpoint())).isTrue();
            own.stop();
            assertThat(Ports.open(own.port())).isFalse();
        }
    }
}
