package dev.backplane.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Shell;
import dev.backplane.itests.load.History;
import dev.backplane.itests.load.Load;
import dev.backplane.itests.load.Mix;
import dev.backplane.itests.load.Report;
import dev.backplane.itests.load.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The dispatcher on virtual threads; the platform runs on the Java that runs this test. */
class VirtualDispatcherIT {
    private static final boolean THERE = Runtime.version().feature() >= 21;
    private static final int SWAPS = Swapper.times(100, 10);

    private final Distribution backplane = Swapper.distribution();

    @BeforeEach
    void install() {
        backplane.shell("feature:install backplane-dispatch-virtual");
    }

    @AfterEach
    void uninstall() {
        backplane.shell("feature:uninstall backplane-dispatch-virtual");
    }

    @Test
    void virtual_javaWithoutVirtualThreads_isRefusedAndSaysWhy() {
        assumeTrue(!THERE, "this Java has virtual threads");
        String why = "it needs Java 21, and this is Java " + Runtime.version().feature();

        assertThat(backplane.shell("mcp:slots").replaceAll("\\s+", " "))
                .contains("! dispatch: virtual cannot be used: " + why);
        assertThatThrownBy(() -> backplane.shell("mcp:slot-use dispatch virtual"))
                .isInstanceOf(Shell.ShellFailure.class)
                .hasMessageContaining("slot dispatch: virtual was refused: " + why);
        assertThat(backplane.shell("mcp:slots --json")).contains("\"slot\":\"dispatch\",\"active\":\"pool\"");
        assertThat(backplane.shell("log:display -n 500"))
                .contains("Slot dispatch: variant virtual cannot be used: " + why)
                .doesNotContain("VirtualDispatcher.<init>");
    }

    @Test
    void poolAndVirtual_swappedUnderLoad_noCallNotices() {
        assumeTrue(THERE, "this Java has no virtual threads");
        try (Load load = Load.start(backplane, Mix.seeded(23))) {
            load.goOn(Duration.ofSeconds(1));
            for (int done = 0; done < SWAPS; done++) {
                new Swapper(backplane).use("dispatch", List.of("virtual", "pool"));
            }
            History history = load.stop();

            Report report = Report.of(history);
            Swapper.report("dispatcher", 2 * SWAPS + " swaps", report);
            Verdict.demandClean(history);
            assertThat(report.longestMillis()).isLessThan(Swapper.BAR_MILLIS);
        }
    }
}
