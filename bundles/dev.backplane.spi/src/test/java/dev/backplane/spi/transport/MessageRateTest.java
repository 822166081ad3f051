package dev.backplane.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageRateTest {

    private static final long SECOND = 1_000_000_000L;

    private final MessageRate rate = new MessageRate();

    @Test
    void admit_withoutLimit_admitsAll() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(rate.admit(7, 0)).isZero();
        }
    }

    @Test
    void admit_asFastAsItMay_keepsTheRate() {
        long start = Long.MAX_VALUE - SECOND;
        int admitted = 0;
        long now = start;
        while (now - start < 10 * SECOND) {
            long wait = rate.admit(now, 1000);
            if (wait == 0) {
                admitted++;
            } else {
                now += wait;
            }
        }
        assertThat(admitted).isBetween(10_000, 10_101);
    }

    @Test
    void admit_evenly_neverWaits() {
        for (long now = 0; now < SECOND; now += SECOND / 100) {
            assertThat(rate.admit(now, 100)).isZero();
        }
    }

    @Test
    void admit_afterAPause_allowsATenthOfASecondAtOnce() {
        rate.admit(0, 100);
        int burst = 0;
        while (rate.admit(60 * SECOND, 100) == 0) {
            burst++;
        }
        assertThat(burst).isEqualTo(10);
        assertThat(rate.admit(60 * SECOND, 100)).isBetween(1L, SECOND / 100);
    }

    @Test
    void admit_oneASecond_waitsForTheRest() {
        assertThat(rate.admit(0, 1)).isZero();
        long wait = rate.admit(0, 1);
        assertThat(wait).isPositive();
        assertThat(rate.admit(wait, 1)).isZero();
    }
}
