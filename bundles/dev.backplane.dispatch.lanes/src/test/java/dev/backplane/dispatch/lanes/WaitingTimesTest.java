package dev.backplane.dispatch.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class WaitingTimesTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final WaitingTimes times = new WaitingTimes();

    @Test
    void figures_nothingNoted_areZero() {
        assertThat(times.figures(7)).isEqualTo(WaitingTimes.NONE);
    }

    @Test
    void figures_oneToTenThousandMicroseconds_areNear() {
        for (int i = 1; i <= 10_000; i++) {
            times.note(TimeUnit.MICROSECONDS.toNanos(i), 0);
        }

        WaitingTimes.Figures figures = times.figures(1);

        assertThat(figures.p50()).isCloseTo(5_000_000, Percentage.withPercentage(13));
        assertThat(figures.p99()).isCloseTo(9_900_000, Percentage.withPercentage(13));
        assertThat(figures.max()).isEqualTo(10_000_000);
    }

    @Test
    void figures_anyOneTime_areWithinABucketOfIt() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 10_000; i++) {
            long nanos = random.nextLong(1L << random.nextInt(10, 37));
            WaitingTimes one = new WaitingTimes();
            one.note(nanos, 0);
            one.note(nanos + 100 * SECOND, 0);

            assertThat(one.figures(0).p50()).isCloseTo(nanos, within(1_024 + nanos / 8));
        }
    }

    @Test
    void figures_extremes_fit() {
        times.note(-1, 0);
        times.note(0, 0);
        times.note(Long.MAX_VALUE, 0);

        assertThat(times.figures(0).p50()).isLessThanOrEqualTo(1_024);
        assertThat(times.figures(0).max()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void figures_twoMinutesLater_haveForgotten() {
        times.note(SECOND, 0);
        times.note(2 * SECOND, 61 * SECOND);
        assertThat(times.figures(62 * SECOND).max()).isEqualTo(2 * SECOND);
        assertThat(times.figures(62 * SECOND).p50()).isCloseTo(SECOND, Percentage.withPercentage(13));

        times.note(3 * SECOND, 122 * SECOND);

        assertThat(times.figures(123 * SECOND).p50()).isCloseTo(2 * SECOND, Percentage.withPercentage(13));
        assertThat(times.figures(300 * SECOND)).isEqualTo(WaitingTimes.NONE);
    }
}
