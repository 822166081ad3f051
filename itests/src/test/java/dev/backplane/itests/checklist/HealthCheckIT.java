package dev.backplane.itests.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The layers of the checklist as Felix health checks, installed while the platform runs. */
class HealthCheckIT {

    private static final Distribution BACKPLANE = Distribution.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What the command returns, which a terminal shows by itself. */
    private static String result(String command) {
        return BACKPLANE.shell("x = (" + command + "); echo [$x]").replaceAll("\\s+", " ");
    }

    @Test
    void layers_areHealthChecks_byTag() {
        BACKPLANE.shell("feature:install backplane-health");
        try {
            assertThat(result("hc:list")).contains("backplane,", "registry", "native");
            String all = result("hc:exec backplane");
            assertThat(all).contains("Backplane 1: Registry", "Backplane 8: Garbage", "Backplane 12: Native");
            BACKPLANE.shell("mcp:checklist registry");
            String measured = "Lookup cost: [0-9.e+-]+ ";
            Await.until("the registry is measured, and well", PATIENCE, () -> {
                String registry = result("hc:exec -v registry");
                return registry.contains("Overall Health Result: OK")
                        && registry.matches(".*" + measured + ".*")
                        && !registry.contains("Backplane 2:");
            });
        } finally {
            BACKPLANE.shell("feature:uninstall backplane-health");
        }
    }
}
