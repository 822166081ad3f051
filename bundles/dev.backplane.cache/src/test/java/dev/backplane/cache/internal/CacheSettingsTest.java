package dev.backplane.cache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheSettingsTest {

    @Test
    void of_defaults_areInBounds() {
        CacheSettings settings = CacheSettings.of(config(Map.of()));

        assertThat(settings.behindTiers()).containsExactly("cache.l3");
        assertThat(settings.loadWaitMillis()).isEqualTo(30_000);
        assertThat(settings.share("any")).isEqualTo(50);
    }

    @Test
    void of_listsWithCommas_areTakenApart() {
        CacheSettings settings = CacheSettings.of(config(Map.of(
                "behindTiers",
                new String[] {"cache.l2, cache.l3"},
                "shares",
                new String[] {"engine.lists = 20", "a=100"},
                "compressedTiers",
                new String[] {""})));

        assertThat(settings.behindTiers()).containsExactlyInAnyOrder("cache.l2", "cache.l3");
        assertThat(settings.share("engine.lists")).isEqualTo(20);
        assertThat(settings.share("a")).isEqualTo(100);
        assertThat(settings.compressedTiers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "waitingWritesMax, 0, 'waitingWritesMax is 0, must be 1 to 1000000'",
        "batchMax, 10001, 'batchMax is 10001, must be 1 to 10000'",
        "refreshThreads, 257, 'refreshThreads is 257, must be 1 to 256'",
        "sharePercent, 101, 'sharePercent is 101, must be 1 to 100'",
        "compressAboveBytes, 63, 'compressAboveBytes is 63, must be 64 to 1073741824'",
        "compressionLevel, 10, 'compressionLevel is 10, must be 1 to 9'",
        "valueMaxBytes, 1, 'valueMaxBytes is 1, must be 1024 to 1073741824'",
    })
    void of_outOfBounds_namesKeyValueAndBound(String key, int value, String message) {
        assertThatThrownBy(() -> CacheSettings.of(config(Map.of(key, value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dev.backplane.cache: " + message);
    }

    @Test
    void of_unknownNames_areNamed() {
        assertThatThrownBy(() -> CacheSettings.of(config(Map.of("compression", "zip"))))
                .hasMessage("dev.backplane.cache: compression is zip, must be deflate or none");
        assertThatThrownBy(() -> CacheSettings.of(config(Map.of("behindTiers", new String[] {"l2"}))))
                .hasMessage("dev.backplane.cache: behindTiers has l2, must be of cache.l1, cache.l2, cache.l3");
        assertThatThrownBy(() -> CacheSettings.of(config(Map.of("shares", new String[] {"a"}))))
                .hasMessage("dev.backplane.cache: shares has a, must be namespace=percent");
    }

    /** Returns the default configuration but for some values. */
    private static CacheConfig config(Map<String, Object> values) {
        return (CacheConfig) Proxy.newProxyInstance(
                CacheConfig.class.getClassLoader(),
                new Class<?>[] {CacheConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
