package dev.backplane.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.api.cache.Cache;
import dev.backplane.api.cache.CachePolicy;
import dev.backplane.api.cache.CacheStatistics;
import dev.backplane.api.cache.CacheStatistics.Counts;
import dev.backplane.api.cache.CacheStatistics.NamespaceFigures;
import dev.backplane.api.cache.CacheStatistics.TierFigures;
import dev.backplane.api.cache.CacheView;
import dev.backplane.codec.gson.internal.GsonCodec;
import dev.backplane.spi.codec.Slice;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;

class CacheActionTest {

    private static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> cleared = new ArrayList<>();
    private CacheStatistics statistics = new CacheStatistics(
            List.of(
                    new TierFigures(
                            "cache.l1",
                            1_000,
                            5_300_000,
                            64 << 20,
                            0,
                            Map.of(),
                            NONE,
                            NONE,
                            new Counts(999, 1, 0, 0, 0, 0, 7, 3, 2, 0, 512, 4_096)),
                    new TierFigures(
                            "cache.l3",
                            20,
                            900,
                            Long.MAX_VALUE,
                            12,
                            Map.of("circuit", "open", "trouble", "redis://cache:6379 did not answer"),
                            NONE,
                            NONE,
                            new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0))),
            List.of(new NamespaceFigures(
                    "weather",
                    20,
                    900,
                    NONE,
                    NONE,
                    new Counts(3, 1, 1, 2, 9_000_000, 0, 1, 0, 0, 0, 1_024, 2_097_152))));

    private final Cache cache = new Cache() {
        @Override
        @SuppressWarnings("unchecked")
        public CacheView<byte[]> namespace(String name, CachePolicy policy) {
            if (name.contains("/")) {
                throw new IllegalArgumentException("namespace is " + name);
            }
            return (CacheView<byte[]>) Proxy.newProxyInstance(
                    CacheView.class.getClassLoader(), new Class<?>[] {CacheView.class}, (proxy, method, arguments) -> {
                        cleared.add(method.getName() + " " + name);
                        return null;
                    });
        }

        @Override
        public void invalidate(String tag) {
            cleared.add("invalidate " + tag);
        }

        @Override
        public CacheStatistics statistics() {
            return statistics;
        }
    };

    private CacheAction action() {
        CacheAction action = new CacheAction();
        action.out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        action.cache = cache;
        return action;
    }

    private CacheClearAction clear() {
        CacheClearAction action = new CacheClearAction();
        action.out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        action.cache = cache;
        return action;
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void cache_table_showsTiersAndNamespaces() throws Exception {
        action().execute();

        assertThat(printed().lines())
                .containsExactly(
                        "TIER     cache.l1         cache.l3",
                        "entries  1000             20",
                        "size     5.1 MB of 64 MB  900 B",
                        "hits     999              0",
                        "misses   1                0",
                        "ratio    99.9%            -",
                        "puts     7                0",
                        "evicted  3                0",
                        "expired  2                0",
                        "failed   0                5",
                        "p50      0.5 us           -",
                        "p99      4.1 us           -",
                        "circuit  -                open",
                        "! cache.l3: 12 writes wait",
                        "! cache.l3: redis://cache:6379 did not answer",
                        "",
                        "NAMESPACE  ENTRIES  SIZE   HITS  MISSES  RATIO  LOADS  EVICTED  P50     P99",
                        "weather    20       900 B  3     1       75.0%  1      0        1.0 us  2.10 ms",
                        "! weather: 2 loads failed");
    }

    @Test
    void cache_noTier_saysWhatThatMeans() throws Exception {
        statistics = new CacheStatistics(List.of(), List.of());

        action().execute();

        assertThat(printed()).contains("No tier is there: each value is loaded each time");
    }

    @Test
    void cache_json_isComplete() throws Exception {
        CacheAction action = action();
        action.json = true;
        action.execute();

        assertThat(new GsonCodec().value(Slice.of(bytes.toByteArray()))).isInstanceOfSatisfying(Map.class, all -> {
            assertThat((List<?>) all.get("tiers")).hasSize(2);
            Map<?, ?> tier = (Map<?, ?>) ((List<?>) all.get("tiers")).get(0);
            assertThat(tier.get("tier")).isEqualTo("cache.l1");
            assertThat(tier.get("capacity")).isEqualTo(67_108_864L);
            Map<?, ?> quarter = (Map<?, ?>) tier.get("quarter");
            assertThat(quarter.get("expirations")).isEqualTo(2L);
            assertThat(quarter.get("ratio")).isEqualTo(0.999);
            Map<?, ?> far = (Map<?, ?>) ((List<?>) all.get("tiers")).get(1);
            assertThat(((Map<?, ?>) far.get("details")).get("circuit")).isEqualTo("open");
            Map<?, ?> namespace = (Map<?, ?>) ((List<?>) all.get("namespaces")).get(0);
            assertThat(namespace.get("namespace")).isEqualTo("weather");
            assertThat(((Map<?, ?>) namespace.get("quarter")).get("loadNanos")).isEqualTo(9_000_000L);
        });
    }

    @Test
    void cache_minutes_areThoseThatAreKept() throws Exception {
        CacheAction action = action();
        action.minutes = 1;
        action.execute();
        assertThat(printed()).doesNotContain("999");

        action.minutes = 2;
        assertThatThrownBy(action::execute)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--minutes is 2, must be 0, 1 or 15");
    }

    @Test
    void clear_namespaceOrTag_clearsThat() throws Exception {
        CacheClearAction action = clear();
        action.namespace = "weather";
        action.execute();
        CacheClearAction other = clear();
        other.tag = "red";
        other.json = true;
        other.execute();

        assertThat(cleared).containsExactly("clear weather", "invalidate red");
        assertThat(printed().lines()).containsExactly("Cleared namespace weather", "{\"cleared\":{\"tag\":\"red\"}}");
    }

    @Test
    void clear_neitherOrBothOrNoName_isRefused() {
        CacheClearAction action = clear();
        assertThatThrownBy(action::execute).hasMessageContaining("either a namespace or --tag");
        action.namespace = "weather";
        action.tag = "red";
        assertThatThrownBy(action::execute).hasMessageContaining("either a namespace or --tag");
        action.namespace = "a/b";
        action.tag = null;
        assertThatThrownBy(action::execute).hasMessageContaining("namespace is a/b");
        assertThat(cleared).isEmpty();
    }

    @Test
    void size_isShort() {
        assertThat(CacheTable.size(1_023)).isEqualTo("1023 B");
        assertThat(CacheTable.size(1_536)).isEqualTo("1.5 KB");
        assertThat(CacheTable.size(1L << 40)).isEqualTo("1.0 TB");
    }

    @Test
    void names_areThoseOfTheNamespaces() {
        assertThat(NamespaceNames.of(cache)).containsExactly("weather");
    }
}
