package dev.backplane.registry.sharded.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class ShardCountTest {

    private record Config(IntSupplier value) implements ShardedConfig {
        @Override
        public int shards() {
            return value.getAsInt();
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return ShardedConfig.class;
        }
    }

    @Test
    void of_nothingConfigured_suitsTheProcessors() {
        assertThat(count(0, 2)).isEqualTo(8);
        assertThat(count(0, 3)).isEqualTo(16);
        assertThat(count(0, 5_000)).isEqualTo(4_096);
    }

    @Test
    void of_configured_isRoundedUpToAPowerOfTwo() {
        assertThat(count(1, 2)).isEqualTo(1);
        assertThat(count(5, 2)).isEqualTo(8);
        assertThat(count(64, 2)).isEqualTo(64);
        assertThat(count(4_096, 2)).isEqualTo(4_096);
    }

    @Test
    void of_outOfBounds_namesKeyValueAndBound() {
        assertThatThrownBy(() -> count(-1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dev.backplane.registry.sharded: shards is -1, must be 0 to 4096");
        assertThatThrownBy(() -> count(4_097, 2)).hasMessageContaining("4097").hasMessageContaining("4096");
    }

    @Test
    void of_noNumber_namesTheKey() {
        Config config = new Config(() -> {
            throw new ClassCastException("many");
        });

        assertThatThrownBy(() -> ShardCount.of(config, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dev.backplane.registry.sharded: shards")
                .hasMessageContaining("many");
    }

    @Test
    void modified_outOfBounds_keepsWhatWasInForce() {
        ShardedRegistry registry = new ShardedRegistry(new Config(() -> 16));

        assertThatThrownBy(() -> registry.modified(new Config(() -> 5_000)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(registry.shards().size()).isEqualTo(16);

        registry.modified(new Config(() -> 3));
        assertThat(registry.shards().size()).isEqualTo(4);
    }

    private static int count(int shards, int processors) {
        return ShardCount.of(new Config(() -> shards), processors).value();
    }
}
