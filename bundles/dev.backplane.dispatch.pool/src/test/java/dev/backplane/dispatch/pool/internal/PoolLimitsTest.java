package dev.backplane.dispatch.pool.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.dispatch.lanes.DispatchLimits;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoolLimitsTest {

    @Test
    void of_defaults_fitTheProcessors() {
        assertThat(PoolLimits.of(config(Map.of()), 1).workers()).isEqualTo(8);
        DispatchLimits limits = PoolLimits.of(config(Map.of()), 8);

        assertThat(limits)
                .isEqualTo(new DispatchLimits(
                        "dev.backplane.dispatch.pool",
                        32,
                        10_000,
                        256,
                        0,
                        0,
                        0,
                        10_000,
                        2,
                        10_000,
                        64,
                        30_000,
                        10_000));
    }

    @Test
    void of_noNumber_namesTheKey() {
        PoolConfig config = config(Map.of("queueLimit", "many"));

        assertThatThrownBy(() -> PoolLimits.of(config, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dev.backplane.dispatch.pool: queueLimit is no number")
                .hasMessageContaining("many");
    }

    @Test
    void outOfBounds_namesKeyValueAndBound() {
        assertThatThrownBy(() -> PoolLimits.of(config(Map.of("workers", 4_097)), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dev.backplane.dispatch.pool: workers is 4097, must be 0 to 4096");
        assertThatThrownBy(() -> PoolLimits.of(config(Map.of("queueLimit", -1)), 2))
                .hasMessage("dev.backplane.dispatch.pool: queueLimit is -1, must be 0 to 1000000");
        assertThatThrownBy(() -> PoolLimits.of(config(Map.of("drainMillis", 600_001L)), 2))
                .hasMessage("dev.backplane.dispatch.pool: drainMillis is 600001, must be 0 to 600000");
    }

    /** Returns a configuration of these values, the defaults for others; what is no number fails when it is read. */
    static PoolConfig config(Map<String, Object> values) {
        return (PoolConfig) Proxy.newProxyInstance(
                PoolConfig.class.getClassLoader(), new Class<?>[] {PoolConfig.class}, (proxy, method, arguments) -> {
                    Object value = values.getOrDefault(method.getName(), method.getDefaultValue());
                    return value instanceof String text ? Integer.valueOf(text) : value;
                });
    }
}
