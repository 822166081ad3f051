package dev.backplane.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.load.History;
import dev.backplane.itests.load.Load;
import dev.backplane.itests.load.Mix;
import dev.backplane.itests.load.Report;
import dev.backplane.itests.load.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The registry changes under load, with very many entries in it, while sessions hibernate and wake. */
class RegistrySwapIT {
    private static final int SWAPS = Swapper.times(20, 4);
    private static final int SESSIONS = Swapper.times(1_600, 480);
    private static final long HIBERNATE_MILLIS = 100;
    private static final int ENTRIES = Swapper.times(1_000_000, 100_000);

    @Test
    void registry_swappedUnderLoad_noCallNoticesAndNoEntryIsLost() {
        Distribution backplane = Swapper.distribution();
        Swapper swapper = new Swapper(backplane);
        Swapper.hibernate(backplane, HIBERNATE_MILLIS);
        long wakings = Swapper.wakings(backplane);
        assertThat(fill(backplane, "fill")).isEqualTo("filled " + ENTRIES);
        try (Load load = Load.start(backplane, Mix.seeded(13).sessions(SESSIONS))) {
            while (swapper.count() < SWAPS) {
                swapper.use("registry", List.of("sharded"));
                assertThat(fill(backplane, "verify")).isEqualTo("all " + ENTRIES + " are there, once");
                swapper.use("registry", List.of("single"));
                assertThat(fill(backplane, "verify")).isEqualTo("all " + ENTRIES + " are there, once");
            }
            assertThat(Swapper.wakings(backplane) - wakings).isGreaterThan(SESSIONS);
            History history = load.stop();

            Report report = Report.of(history);
            Swapper.report("registry", ENTRIES + " entries", swapper, report);
            Verdict.demandClean(history);
            assertThat(fill(backplane, "verify")).isEqualTo("all " + ENTRIES + " are there, once");
            assertThat(report.longestMillis()).isLessThan(Swapper.BAR_MILLIS);
        } finally {
            Swapper.hibernate(backplane, 0);
            assertThat(fill(backplane, "empty")).isEqualTo("emptied of " + ENTRIES);
        }
    }

    private static String fill(Distribution backplane, String operation) {
        return Swapper.ask(backplane, "fill", "{\"operation\":\"" + operation + "\",\"count\":" + ENTRIES + "}");
    }
}
