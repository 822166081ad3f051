package dev.backplane.transport.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

    private final Pace pace = new Pace();

    @Test
    void wait_oneAfterTheOther_none() {
        for (int i = 0; i < 1000; i++) {
            pace.came(100_000);
            assertThat(pace.waitMillis(i, 0)).isZero();
            pace.rested();
        }
    }

    @Test
    void wait_manyInARow_afterAFewAndGoesOn() {
        pace.came(1000);
        for (int i = 0; i < 4; i++) {
            assertThat(pace.waitMillis(0, 0)).isZero();
        }
        assertThat(pace.waitMillis(0, 0)).isEqualTo(1);
        assertThat(pace.waitMillis(0, 0)).isZero();
    }

    @Test
    void wait_largeOnesInARow_longerTheMoreBytes() {
        pace.came(30_000);
        assertThat(pace.waitMillis(0, 0)).isZero();
        pace.came(30_000);
        assertThat(pace.waitMillis(0, 0)).isEqualTo(8);
        pace.came(10_000_000);
        assertThat(pace.waitMillis(0, 0)).isZero();
        assertThat(pace.waitMillis(0, 0)).isEqualTo(50);
    }

    @Test
    void wait_beyondTheRate_untilItIsDue() {
        long now = 0;
        int admitted = 0;
        while (now < 1_000_000_000L) {
            long millis = pace.waitMillis(now, 100);
            if (millis == 0) {
                admitted++;
                pace.rested();
            }
            now += millis * 1_000_000;
        }
        assertThat(admitted).isBetween(100, 111);
    }
}
