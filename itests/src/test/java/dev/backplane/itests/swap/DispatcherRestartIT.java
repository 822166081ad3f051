package dev.backplane.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.load.History;
import dev.backplane.itests.load.Load;
import dev.backplane.itests.load.Mix;
import dev.backplane.itests.load.Report;
import dev.backplane.itests.load.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The dispatcher's bundle is restarted under load: there is no other, so calls wait until it is back. */
class DispatcherRestartIT {
    private static final int RESTARTS = Swapper.times(100, 10);
    private static final int TOGETHER = 10;

    @Test
    void dispatcher_restartedUnderLoad_noCallNotices() {
        Distribution backplane = Swapper.distribution();
        try (Load load = Load.start(backplane, Mix.seeded(19))) {
            load.goOn(Duration.ofSeconds(1));
            for (int done = 0; done < RESTARTS; done += TOGETHER) {
                backplane.shell("bundle:restart dev.backplane.dispatch.pool;".repeat(TOGETHER));
            }
            History history = load.stop();

            Report report = Report.of(history);
            Swapper.report("dispatcher", RESTARTS + " restarts", report);
            Verdict.demandClean(history);
            assertThat(report.longestMillis()).isLessThan(Swapper.BAR_MILLIS);
        }
    }
}
