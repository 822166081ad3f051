package dev.backplane.itests.checklist;

import dev.backplane.itests.cached.PlainTier;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.TestBundle;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The first cache tier, read by all processors at once. */
class CacheReadsIT {
    @Test
    void cache_underOneLock_isSwappedOut() {
        Patient patient = Patient.shared();
        patient.demand("cores.cache", Patient.OPTIMAL);
        patient.backplane()
                .shell("bundle:install -s " + TestBundle.of(PlainTier.class).toUri()
                        + ";config:property-set -p dev.backplane.itests.plain.l1 here true");
        try {
            Await.until(
                    "the tier",
                    Duration.ofSeconds(10),
                    () -> patient.backplane().shell("mcp:slots").contains("plain"));
            patient.backplane().shell("mcp:slot-use cache.l1 plain");
            patient.cure("cores.cache", "mcp:slot-use cache.l1 ehcache");
        } finally {
            patient.backplane().shell("mcp:slot-use cache.l1 ehcache;bundle:uninstall dev.backplane.itests.cached");
            patient.backplane().unconfigure("dev.backplane.itests.plain.l1");
        }
    }
}
