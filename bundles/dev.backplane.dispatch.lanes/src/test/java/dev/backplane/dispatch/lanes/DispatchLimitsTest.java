package dev.backplane.dispatch.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.dispatch.Lane;
import org.junit.jupiter.api.Test;

class DispatchLimitsTest {

    @Test
    void of_automatic_fitTheWorkers() {
        DispatchLimits limits = limits(8, 10_000, 0, 0, 0);

        assertThat(limits.of(Lane.NORMAL)).isEqualTo(new LaneLimits(Lane.NORMAL, 8, 10_000, 256, 5_008, 6));
        assertThat(limits.of(Lane.BULK)).isEqualTo(new LaneLimits(Lane.BULK, 8, 500, 256, 258, 6));
        assertThat(limits.of(Lane.CONTROL)).isEqualTo(new LaneLimits(Lane.CONTROL, 2, 400, 0, 0, 0));
        assertThat(limits(1, 0, 0, 0, 0).of(Lane.NORMAL)).isEqualTo(new LaneLimits(Lane.NORMAL, 1, 0, 256, 1, 1));
    }

    @Test
    void of_given_areTaken() {
        DispatchLimits limits = limits(8, 100, 50, 9, 4);

        assertThat(limits.of(Lane.NORMAL)).isEqualTo(new LaneLimits(Lane.NORMAL, 8, 100, 256, 50, 8));
        assertThat(limits.of(Lane.BULK)).isEqualTo(new LaneLimits(Lane.BULK, 4, 500, 256, 50, 3));
    }

    @Test
    void outOfBounds_namesKeyValueAndBound() {
        assertThatThrownBy(() -> limits(0, 100, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a.pid: workers is 0, must be 1 to 65536");
        assertThatThrownBy(() -> limits(1, 100, 1_000_001, 0, 0))
                .hasMessage("a.pid: toolLimit is 1000001, must be 0 to 1000000");
    }

    private static DispatchLimits limits(int workers, int queueLimit, int toolLimit, int toolWorkers, int bulkWorkers) {
        return new DispatchLimits(
                "a.pid", workers, queueLimit, 256, toolLimit, toolWorkers, bulkWorkers, 500, 2, 400, 8, 1_000, 1_000);
    }
}
