package dev.backplane.cache.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.cache.CachePolicy;
import dev.backplane.api.cache.CacheStatistics.NamespaceFigures;
import dev.backplane.spi.cache.HeldStatistics;
import dev.backplane.spi.cache.HeldValues;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeldNamespacesTest {

    private final TieredCache cache = new TieredCache(new Settings().get(), Clock.systemUTC());
    private final Pages pages = new Pages();

    /** Pages that somebody holds. */
    private static final class Pages implements HeldValues {
        private final List<String> told = new ArrayList<>();
        private HeldStatistics statistics = new HeldStatistics(2, 300, 5, 2, 0);

        @Override
        public String namespace() {
            return "pages";
        }

        @Override
        public HeldStatistics statistics() {
            return statistics;
        }

        @Override
        public void invalidate(String tag) {
            told.add("invalidate " + tag);
        }

        @Override
        public void clear() {
            told.add("clear");
        }
    }

    @AfterEach
    void close() {
        cache.close();
    }

    private NamespaceFigures figures() {
        List<NamespaceFigures> all = cache.statistics().namespaces();
        return all.stream()
                .filter(each -> each.namespace().equals("pages"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void statistics_ofHeldValues_standAmongThoseOfNamespaces() {
        cache.addHeld(pages);
        assertThat(figures().entries()).isEqualTo(2);
        assertThat(figures().bytes()).isEqualTo(300);
        assertThat(figures().total().hits()).isEqualTo(5);
        assertThat(figures().total().misses()).isEqualTo(2);

        pages.statistics = new HeldStatistics(1, 100, 9, 3, 2);
        cache.tick();
        assertThat(figures().total().hits()).isEqualTo(9);
        assertThat(figures().total().loads()).isEqualTo(3);
        assertThat(figures().total().evictions()).isEqualTo(2);
        assertThat(figures().minute().hits()).isEqualTo(9);
    }

    @Test
    void statistics_ofAnotherOneWhenTheFirstHasGone_goOn() {
        cache.addHeld(pages);
        cache.removeHeld(pages);
        assertThat(figures().entries()).isZero();
        assertThat(figures().total().hits()).isEqualTo(5);

        Pages next = new Pages();
        cache.addHeld(next);
        assertThat(figures().entries()).isEqualTo(2);
        assertThat(figures().total().hits()).isEqualTo(10);
    }

    @Test
    void invalidateAndClear_reachThoseWhomTheyConcern() {
        cache.addHeld(pages);
        cache.invalidate("bundle:7");
        cache.namespace("other", CachePolicy.live(Duration.ofSeconds(1))).clear();
        cache.namespace("pages", CachePolicy.live(Duration.ofSeconds(1))).clear();
        assertThat(pages.told).containsExactly("invalidate bundle:7", "clear");
    }
}
