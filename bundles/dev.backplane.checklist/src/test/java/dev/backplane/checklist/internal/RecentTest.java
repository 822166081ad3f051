package dev.backplane.checklist.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentTest {

    private long now;
    private final Recent recent = new Recent(() -> now);

    private long at(long millis, long count) {
        now = millis * 1_000_000;
        return recent.growth(count, 1_000);
    }

    @Test
    void growth_withinTheWindow_isCounted() {
        assertThat(at(0, 100)).isZero();
        assertThat(at(500, 103)).isEqualTo(3);
        assertThat(at(900, 103)).isEqualTo(3);
        assertThat(recent.seconds()).isEqualTo(0.9);
    }

    @Test
    void growth_beforeTheWindow_isForgotten() {
        at(0, 0);
        at(100, 7);
        assertThat(at(1_050, 7)).isZero();
        at(5_000, 7);
        assertThat(at(5_100, 8)).isEqualTo(1);
    }

    @Test
    void growth_counterBeginsAnew_beginsAnew() {
        at(0, 50);
        assertThat(at(10, 5)).isZero();
        assertThat(at(20, 6)).isEqualTo(1);
    }
}
