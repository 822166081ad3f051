package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.cache.CachePolicy;
import dev.backplane.engine.internal.CacheUse.Namespace;
import dev.backplane.spi.registry.Key;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CacheUseTest {

    private static final Key ECHO = new Key("tool", "echo");

    private final CacheUse use = new CacheUse(null);
    private final HeapCache cache = new HeapCache(Clock.systemUTC());

    private static CachePolicy policy() {
        return CachePolicy.live(Duration.ofHours(1)).tagged(CacheUse.tag(ECHO));
    }

    @Test
    void view_noCache_isNone() {
        assertThat(use.view(Namespace.RESULTS)).isNull();
    }

    @Test
    void view_cacheGoesAndComes_followsIt() {
        use.setCache(cache);
        assertThat(use.view(Namespace.RESULTS)).isNotNull();

        HeapCache next = new HeapCache(Clock.systemUTC());
        use.setCache(next);
        use.unsetCache(cache);
        use.view(Namespace.COMPLETIONS).put("a", new byte[1], policy());
        assertThat(next.keys()).containsExactly("completions/a");
        assertThat(cache.keys()).isEmpty();

        use.unsetCache(next);
        assertThat(use.view(Namespace.COMPLETIONS)).isNull();
    }

    @Test
    void changed_withTheTag_forgetsIt() {
        use.setCache(cache);
        use.view(Namespace.RESULTS).put("a", new byte[1], policy());
        use.view(Namespace.RESULTS).put("b", new byte[1]);

        use.changed(ECHO);

        assertThat(cache.keys()).containsExactly("results/b");
    }

    @Test
    void changed_whileTheCacheWasAway_isToldWhenItComes() {
        use.setCache(cache);
        use.view(Namespace.RESULTS).put("a", new byte[1], policy());
        use.unsetCache(cache);

        use.changed(ECHO);
        assertThat(cache.keys()).containsExactly("results/a");

        use.setCache(cache);
        assertThat(cache.keys()).isEmpty();
    }

    @Test
    void changed_tooOftenWhileTheCacheWasAway_letsItStartWithNothing() {
        use.setCache(cache);
        use.view(Namespace.RESULTS).put("a", new byte[1], policy());
        cache.namespace("other", policy()).put("x", new byte[1]);
        use.unsetCache(cache);

        for (int i = 0; i <= 10_000; i++) {
            use.changed(new Key("tool", "t" + i));
        }

        use.setCache(cache);
        assertThat(cache.keys()).containsExactly("other/x");
    }
}
