package dev.backplane.cache.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RedisSettingsTest {

    private static final RedisSettings.Server SERVER =
            new RedisSettings.Server("cache.example", 6379, 2, "me", "secret", true, "", "store-secret");

    @Test
    void settings_outOfBounds_sayKeyValueAndBound() {
        assertThatThrownBy(() -> new RedisSettings(SERVER, 0, 8, "p", 3, 500))
                .hasMessage("dev.backplane.cache.redis: timeoutMillis is 0, must be 1 to 60000");
        assertThatThrownBy(() -> new RedisSettings(SERVER, 50, 257, "p", 3, 500))
                .hasMessageContaining("poolSize is 257");
        assertThatThrownBy(() -> new RedisSettings(SERVER, 50, 8, "a*b", 3, 500))
                .hasMessageContaining("prefix is a*b");
        assertThatThrownBy(() -> new RedisSettings(SERVER, 50, 8, "p", 0, 500))
                .hasMessageContaining("failuresMax is 0");
        assertThatThrownBy(() -> new RedisSettings(SERVER, 50, 8, "p", 3, 9)).hasMessageContaining("retryMillis is 9");
        assertThatThrownBy(() -> new RedisSettings.Server("h", 65_536, 0, "", "", false, "", ""))
                .hasMessageContaining("port is 65536");
        assertThatThrownBy(() -> new RedisSettings.Server("h", 1, 0, "me", "", false, "", ""))
                .hasMessageContaining("password must be");
    }

    @Test
    void settings_asText_showNoPassword() {
        assertThat(new RedisSettings(SERVER, 50, 8, "p", 3, 500).toString())
                .contains("rediss://cache.example:6379/2")
                .doesNotContain("secret");
    }

    @Test
    void latency_quantiles_areWithinAFifth() {
        Latency latency = new Latency();
        assertThat(latency.quantile(0.99)).isZero();
        for (int i = 1; i <= 1_000; i++) {
            latency.record(i * 10_000L);
        }

        assertThat(latency.quantile(0.5)).isBetween(5.0, 6.25);
        assertThat(latency.quantile(0.99)).isBetween(9.9, 12.4);
        assertThat(latency.quantile(1)).isBetween(10.0, 12.5);
    }
}
