package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DurationsTest {

    @Test
    void bucket_ofAnyTime_holdsIt() {
        for (long nanos = 1; nanos < 200_000_000_000L; nanos += 1 + nanos / 7) {
            int bucket = Durations.bucket(nanos);
            assertThat(Durations.top(bucket)).isGreaterThanOrEqualTo(nanos);
            if (nanos > 1_280) {
                assertThat(Durations.top(bucket - 1)).isLessThan(nanos);
                assertThat((double) Durations.top(bucket)).isLessThanOrEqualTo(nanos * 1.25);
            }
        }
        assertThat(Durations.bucket(Long.MAX_VALUE)).isEqualTo(Durations.bucket(Long.MAX_VALUE / 2));
    }

    @Test
    void p99_isWhatAllButOneInAHundredStayWithin() {
        Durations durations = new Durations();
        assertThat(durations.p99()).isZero();
        for (int i = 0; i < 990; i++) {
            durations.add(10_000);
        }
        for (int i = 0; i < 10; i++) {
            durations.add(5_000_000);
        }
        assertThat(durations.p99()).isBetween(10_000L, 12_500L);
        durations.add(5_000_000);
        assertThat(durations.p99()).isBetween(5_000_000L, 6_250_000L);
    }

    @Test
    void p99_forgetsWhatWasLongAgo() {
        Durations durations = new Durations();
        for (int i = 0; i < 1_000; i++) {
            durations.add(5_000_000);
        }
        for (int i = 0; i < 120_000; i++) {
            durations.add(10_000);
        }
        assertThat(durations.p99()).isLessThan(12_500L);
    }
}
