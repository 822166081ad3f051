package dev.backplane.engine.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.api.RawJson;
import dev.backplane.spi.registry.Owner;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemasTest {

    private static final Owner ONE = new Owner("bundle", "1");
    private static final Owner TWO = new Owner("bundle", "2");

    private final Schemas schemas = new Schemas();

    private static RawJson atMost(int most) {
        return new RawJson("{\"type\":\"object\",\"properties\":{\"n\":{\"maximum\":" + most + "}}}");
    }

    @Test
    void of_anEqualText_isTheSame() {
        assertThat(schemas.of(atMost(1), ONE)).isSameAs(schemas.of(atMost(1), TWO));
        assertThat(schemas.of(atMost(2), ONE)).isNotSameAs(schemas.of(atMost(1), ONE));
    }

    @Test
    void of_saysWhatOneThatIsCompiledAloneSays() {
        for (int round = 0; round < 2; round++) {
            for (int most = 0; most < 50; most++) {
                SchemaPart held = schemas.of(atMost(most), ONE);
                SchemaPart alone = SchemaPart.given(atMost(most));
                assertThat(held.text()).isEqualTo(alone.text());
                assertThat(held.tree()).isEqualTo(alone.tree());
                for (Object n : new Object[] {(long) most, most + 1L, "x"}) {
                    assertThat(held.validator().problems(Map.of("n", n)))
                            .isEqualTo(alone.validator().problems(Map.of("n", n)));
                }
            }
        }
        assertThat(schemas.held().statistics().misses()).isEqualTo(50);
    }

    @Test
    void of_aBrokenText_failsEachTime_andIsNotHeld() {
        RawJson broken = new RawJson("{\"type\":7}");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> schemas.of(broken, ONE)).isInstanceOf(SchemaException.class);
        }
        assertThat(schemas.held().statistics().entries()).isZero();
    }

    @Test
    void of_tooMany_letsSomeGo() {
        for (int most = 0; most < Schemas.ENTRIES_MAX + 10; most++) {
            schemas.of(atMost(most), ONE);
        }
        assertThat(schemas.held().statistics().entries()).isEqualTo(Schemas.ENTRIES_MAX);
        assertThat(schemas.held().statistics().evictions()).isEqualTo(10);
    }

    @Test
    void of_manyLargeOnes_letsSomeGo() {
        String padding = "x".repeat(500_000);
        for (int i = 0; i < 10; i++) {
            schemas.of(new RawJson("{\"description\":\"" + i + padding + "\"}"), ONE);
        }
        assertThat(schemas.held().statistics().entries()).isBetween(1L, 4L);
    }

    @Test
    void gone_forgetsWhatTheOwnerBrought() {
        schemas.of(atMost(1), ONE);
        SchemaPart others = schemas.of(atMost(2), TWO);
        schemas.gone(ONE);
        assertThat(schemas.held().statistics().entries()).isEqualTo(1);
        assertThat(schemas.of(atMost(2), ONE)).isSameAs(others);
    }
}
