package dev.backplane.spi.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ValueFormTest {

    private static final CacheKey KEY = new CacheKey("weather", "Zürich");

    private final CachedValue value = new CachedValue(
            new byte[] {1, 2, 3}, "deflate", 9, "abc", 1, 2, Long.MAX_VALUE, 4, Set.of("a", "ü", "c"), true);

    @Test
    void read_whatWasWritten_hasAllItsFields() {
        CacheEntry entry = ValueForm.read(ValueForm.write(KEY, value));

        assertThat(entry.key()).isEqualTo(KEY);
        assertThat(entry.value()).usingRecursiveComparison().isEqualTo(value);
        assertThat(ValueForm.read(KEY, ValueForm.write(KEY, value)).etag()).isEqualTo("abc");
    }

    @Test
    void read_underAnotherKey_isRefused() {
        byte[] form = ValueForm.write(KEY, value);

        assertThatThrownBy(() -> ValueForm.read(new CacheKey("weather", "Bern"), form))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another key");
    }

    @Test
    void read_anyBitTurnedOrEndCut_isRefused() {
        byte[] form = ValueForm.write(KEY, value);

        for (int bit = 0; bit < form.length * 8; bit++) {
            byte[] broken = form.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> ValueForm.read(broken)).isInstanceOf(IllegalArgumentException.class);
        }
        for (int length = 0; length < form.length; length++) {
            byte[] cut = Arrays.copyOf(form, length);
            assertThatThrownBy(() -> ValueForm.read(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void read_garbage_isRefused() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            byte[] garbage = new byte[random.nextInt(300)];
            random.nextBytes(garbage);
            if (garbage.length > 0) {
                garbage[0] = 1;
            }
            assertThatThrownBy(() -> ValueForm.read(garbage)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
