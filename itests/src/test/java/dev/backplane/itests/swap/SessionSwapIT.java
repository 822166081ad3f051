package dev.backplane.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Probe;
import dev.backplane.itests.load.Crowd;
import dev.backplane.itests.load.History;
import dev.backplane.itests.load.Load;
import dev.backplane.itests.load.Mix;
import dev.backplane.itests.load.Report;
import dev.backplane.itests.load.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The session store changes under load, with many sessions in it that hibernate and wake. */
class SessionSwapIT {
    private static final int SWAPS = Swapper.times(20, 4);
    private static final int SESSIONS = Swapper.times(5_000, 500);
    private static final long HIBERNATE_MILLIS = 100;

    @Test
    void sessionStore_swappedUnderLoad_noCallNoticesAndNoSessionIsLost() {
        Distribution backplane = Swapper.distribution();
        Swapper swapper = new Swapper(backplane);
        Swapper.hibernate(backplane, HIBERNATE_MILLIS);
        long wakings = Swapper.wakings(backplane);
        History besides = new History();
        try (Crowd crowd = Crowd.open(backplane, besides.page(), SESSIONS / 2);
                Load load = Load.start(backplane, Mix.seeded(17).sessions(SESSIONS / 2))) {
            while (swapper.count() < SWAPS) {
                swapper.use("session", List.of("disk", "memory"));
            }
            swapper.use("session", List.of("disk"));
            Await.until(
                    "half of the sessions slept and woke",
                    Duration.ofSeconds(30),
                    () -> Swapper.wakings(backplane) - wakings > SESSIONS / 2);
            History history = load.stop();
            assertThat(Swapper.ask(backplane, "store", "{}").lines()).containsAll(crowd.ids());

            assertThat(backplane.shell("mcp:sessions --json --limit 100000").split("\"created", -1))
                    .hasSizeGreaterThan(crowd.ids().size());

            // without its live sessions, the engine has only what the store kept through all swaps
            backplane.shell("bundle:restart dev.backplane.engine");
            Await.until("the engine", Duration.ofSeconds(30), () -> Probe.answers(backplane.endpoint()));
            crowd.call();

            Report report = Report.of(history);
            Swapper.report("session", SESSIONS + " sessions", swapper, report);
            Verdict.demandClean(history);
            Verdict.demandClean(besides);
            assertThat(report.longestMillis()).isLessThan(Swapper.BAR_MILLIS);
        } finally {
            Swapper.hibernate(backplane, 0);
            backplane.shell("mcp:slot-use session memory");
        }
    }
}
