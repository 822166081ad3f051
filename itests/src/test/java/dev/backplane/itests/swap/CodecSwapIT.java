package dev.backplane.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.load.History;
import dev.backplane.itests.load.Load;
import dev.backplane.itests.load.Mix;
import dev.backplane.itests.load.Report;
import dev.backplane.itests.load.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The codec changes under load. */
class CodecSwapIT {
    private static final int SWAPS = Swapper.times(100, 10);
    private static final int TOGETHER = 10;

    @Test
    void codec_swappedUnderLoad_noCallNotices() {
        Distribution backplane = Swapper.distribution();
        Swapper swapper = new Swapper(backplane);
        try (Load load = Load.start(backplane, Mix.seeded(11))) {
            load.goOn(Duration.ofSeconds(1));
            while (swapper.count() < SWAPS) {
                swapper.use("codec", List.of("jackson", "gson", "jackson", "gson", "jackson"));
                swapper.use("codec", List.of("gson", "jackson", "gson", "jackson", "gson"));
            }
            History history = load.stop();

            Report report = Report.of(history);
            Swapper.report("codec", swapper, report);
            Verdict.demandClean(history);
            assertThat(swapper.count()).isEqualTo(SWAPS).isGreaterThanOrEqualTo(TOGETHER);
            assertThat(report.longestMillis()).isLessThan(Swapper.BAR_MILLIS);
        }
    }
}
