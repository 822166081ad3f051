package dev.backplane.cache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.api.cache.CacheConverter;
import dev.backplane.api.cache.CacheLoadException;
import dev.backplane.api.cache.CachePolicy;
import dev.backplane.api.cache.CacheStatistics;
import dev.backplane.api.cache.CacheView;
import dev.backplane.api.cache.Cached;
import dev.backplane.api.cache.Loaded;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.MemoryTier;
import dev.backplane.spi.cache.TestTime;
import dev.backplane.spi.cache.TierStatistics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TieredCacheTest {

    private static final CachePolicy MINUTE = CachePolicy.live(Duration.ofMinutes(1));

    private final TestTime time = new TestTime();
    private final Settings settings = new Settings();
    private final MemoryTier fast = new MemoryTier(time);
    private final MemoryTier middle = new MemoryTier(time);
    private final MemoryTier slow = new MemoryTier(time);
    private TieredCache cache;
    private CacheView<String> texts;

    @BeforeEach
    void create() {
        settings.behind = Set.of();
        cache = new TieredCache(settings.get(), time);
        cache.attach(0, fast);
        cache.attach(1, middle);
        cache.attach(2, slow);
        texts = view(MINUTE);
    }

    @AfterEach
    void close() {
        cache.close();
    }

    private CacheView<String> view(CachePolicy policy) {
        return cache.namespace("texts", policy).as(CacheConverter.text());
    }

    private static CacheKey key(String name) {
        return new CacheKey("texts", name);
    }

    // ---- tiers -----------------------------------------------------------------------------------------------------

    @Test
    void put_goesToAllTiers() {
        texts.put("a", "one");

        assertThat(texts.get("a").value()).isEqualTo("one");
        assertThat(fast.get(key("a"))).isNotNull();
        assertThat(middle.get(key("a"))).isNotNull();
        assertThat(slow.get(key("a"))).isNotNull();
        texts.remove("a");
        assertThat(texts.get("a")).isNull();
        assertThat(slow.get(key("a"))).isNull();
        assertThat(middle.get(key("a"))).isNull();
    }

    @Test
    void get_inTheSlowestAlone_isPutIntoTheFasterOnes() {
        texts.put("a", "one");
        fast.clear();
        middle.clear();

        assertThat(texts.get("a").value()).isEqualTo("one");

        assertThat(fast.get(key("a"))).isNotNull();
        assertThat(middle.get(key("a"))).isNotNull();
        assertThat(texts.getOrLoad("a", key -> null).value()).isEqualTo("one");
    }

    @Test
    void getAll_asksEachTierOnce() {
        for (String name : List.of("a", "b", "c", "d")) {
            texts.put(name, "v" + name);
        }
        fast.remove(key("b"));
        fast.remove(key("c"));
        middle.remove(key("c"));
        AtomicInteger trips = new AtomicInteger();
        cache.attach(2, TierProxy.of(slow, (method, arguments) -> {
            if (method.startsWith("get")) {
                trips.incrementAndGet();
            }
        }));

        assertThat(texts.getAll(List.of("a", "b", "c", "d", "none")))
                .containsOnlyKeys("a", "b", "c", "d")
                .allSatisfy((name, cached) -> assertThat(cached.value()).isEqualTo("v" + name));

        assertThat(trips).hasValue(1);
        assertThat(fast.get(key("c"))).as("put into the faster ones").isNotNull();
    }

    @Test
    void noTier_loadsEachTime() {
        try (Closing none = new Closing(new TieredCache(settings.get(), time))) {
            CacheView<String> view = none.cache.namespace("texts", MINUTE).as(CacheConverter.text());
            AtomicInteger loads = new AtomicInteger();

            assertThat(view.put("a", "one").etag()).isNotEmpty();
            assertThat(view.get("a")).isNull();
            for (int i = 1; i <= 2; i++) {
                assertThat(view.getOrLoad("a", key -> Loaded.of("n" + loads.incrementAndGet()))
                                .value())
                        .isEqualTo("n" + i);
            }
            view.remove("a");
            none.cache.invalidate("t");
            view.clear();
            assertThat(none.cache.statistics().tiers()).isEmpty();
        }
    }

    private record Closing(TieredCache cache) implements AutoCloseable {
        @Override
        public void close() {
            cache.close();
        }
    }

    @Test
    void detach_aTier_goesOnWithTheOthers() {
        texts.put("a", "one");

        cache.detach(0, fast);

        assertThat(texts.get("a").value()).isEqualTo("one");
        texts.put("b", "two");
        assertThat(fast.get(key("b"))).isNull();
        assertThat(cache.statistics().tiers())
                .extracting(CacheStatistics.TierFigures::tier)
                .containsExactly("cache.l2", "cache.l3");
    }

    @Test
    void attach_aTierThatWasAway_hasNothingThatChangedMeanwhile() throws Exception {
        for (String name : List.of("same", "replaced", "removed")) {
            texts.put(name, "old");
        }
        view(MINUTE.tagged("t")).put("invalidated", "old");
        cache.detach(2, slow);
        texts.put("replaced", "new");
        texts.remove("removed");
        cache.invalidate("t");

        cache.attach(2, slow);
        fast.clear();
        middle.clear();

        assertThat(texts.get("removed")).isNull();
        assertThat(texts.get("invalidated")).isNull();
        assertThat(texts.get("replaced")).as("nobody has it any more").isNull();
        assertThat(texts.get("same").value()).isEqualTo("old");
        Until.holds(() -> slow.size() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"remove", "invalidate", "clear", "put"})
    void get_whatItFoundInASlowTierGoesMeanwhile_isNotPutIntoTheFasterOnes(String how) {
        CacheView<String> view = view(MINUTE.tagged("t"));
        view.put("a", "old");
        fast.clear();
        AtomicBoolean once = new AtomicBoolean();
        cache.attach(1, TierProxy.after(middle, method -> {
            if (method.equals("get") && once.compareAndSet(false, true)) {
                switch (how) {
                    case "remove" -> view.remove("a");
                    case "invalidate" -> cache.invalidate("t");
                    case "clear" -> view.clear();
                    default -> {
                        view.put("a", "new");
                        fast.clear();
                    }
                }
            }
        }));

        assertThat(view.get("a").value()).as("both went on at the same time").isEqualTo("old");

        assertThat(fast.get(key("a"))).isNull();
        Cached<String> afterwards = view.get("a");
        assertThat(afterwards == null ? "new" : afterwards.value()).isEqualTo("new");
    }

    @Test
    void writes_goFromTheSlowestTierToTheFastest() {
        List<String> order = new ArrayList<>();
        List<CacheTier> tiers = List.of(fast, middle, slow);
        for (int i = 0; i < tiers.size(); i++) {
            int number = i + 1;
            cache.attach(i, TierProxy.of(tiers.get(i), (method, arguments) -> {
                if (Set.of("put", "remove", "invalidate").contains(method)) {
                    order.add(method + number);
                }
            }));
        }

        texts.put("a", "one");
        order.removeIf(each -> each.startsWith("invalidate"));
        texts.remove("a");
        order.removeIf(each -> each.startsWith("invalidate"));
        cache.invalidate("t");

        assertThat(order)
                .containsExactly(
                        "put3",
                        "put2",
                        "put1",
                        "remove3",
                        "remove2",
                        "remove1",
                        "invalidate3",
                        "invalidate2",
                        "invalidate1");
    }

    // ---- time ------------------------------------------------------------------------------------------------------

    @Test
    void get_afterItsTime_isGoneFromAllTiers() {
        texts.put("a", "one");
        time.pass(59_999);
        assertThat(texts.get("a").value()).isEqualTo("one");

        time.pass(1);

        assertThat(texts.get("a")).isNull();
    }

    @Test
    void get_idleForTooLong_isGone() {
        CacheView<String> idling = view(MINUTE.idle(Duration.ofSeconds(10)));
        idling.put("a", "one");
        for (int i = 0; i < 3; i++) {
            time.pass(9_000);
            assertThat(idling.get("a")).isNotNull();
        }

        time.pass(10_000);

        assertThat(idling.get("a")).isNull();
    }

    @Test
    void getOrLoad_stale_servesAtOnceAndRenewsInTheBackground() throws Exception {
        CacheView<String> renewed = view(MINUTE.staleFor(Duration.ofMinutes(1)));
        renewed.put("a", "one");
        time.pass(60_000);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger loads = new AtomicInteger();

        for (int i = 0; i < 10; i++) {
            Cached<String> got = renewed.getOrLoad("a", key -> {
                loads.incrementAndGet();
                goOn.await();
                return Loaded.of("two");
            });
            assertThat(got.value()).isEqualTo("one");
            assertThat(got.stale()).isTrue();
        }
        goOn.countDown();

        Until.holds(() -> renewed.get("a").value().equals("two"));
        assertThat(loads).as("once, though ten got it").hasValue(1);
        assertThat(renewed.get("a").stale()).isFalse();
    }

    @Test
    void getOrLoad_staleAndRenewalFails_servesOnUntilItExpires() {
        CacheView<String> renewed = view(MINUTE.staleFor(Duration.ofMinutes(1)));
        renewed.put("a", "one");
        time.pass(60_000);
        AtomicInteger loads = new AtomicInteger();
        for (int i = 1; i <= 3; i++) {
            int attempts = i;
            assertThat(renewed.getOrLoad("a", key -> {
                                loads.incrementAndGet();
                                throw new IllegalStateException("not now");
                            })
                            .value())
                    .isEqualTo("one");
            Until.holds(() -> loads.get() >= attempts);
            Until.holds(() -> figures().total().loadFailures() >= attempts);
        }

        time.pass(60_000);

        assertThatThrownBy(() -> renewed.getOrLoad("a", key -> {
                    throw new IllegalStateException("not now");
                }))
                .hasMessage("not now");
    }

    // ---- nothing, and failures -------------------------------------------------------------------------------------

    @Test
    void getOrLoad_nothing_isKeptAsLongAsThePolicySays() {
        AtomicInteger loads = new AtomicInteger();
        CacheView<String> negative = view(MINUTE.negativeFor(Duration.ofSeconds(5)));

        for (int i = 0; i < 3; i++) {
            assertThat(negative.getOrLoad("a", key -> {
                        loads.incrementAndGet();
                        return null;
                    }))
                    .isNull();
        }
        assertThat(loads).hasValue(1);
        assertThat(negative.get("a")).isNull();
        time.pass(5_000);
        assertThat(negative.getOrLoad("a", key -> Loaded.of("one")).value()).isEqualTo("one");
        texts.getOrLoad("b", key -> null);
        assertThat(texts.getOrLoad("b", key -> Loaded.of("two")).value())
                .as("not kept")
                .isEqualTo("two");
    }

    @Test
    void getOrLoad_failure_isKeptOnlyIfAskedFor() {
        AtomicInteger loads = new AtomicInteger();
        CacheView<String> failing = view(MINUTE.failuresFor(Duration.ofSeconds(5)));

        assertThatThrownBy(() -> failing.getOrLoad("a", key -> {
                    loads.incrementAndGet();
                    throw new java.io.IOException("unreachable");
                }))
                .isInstanceOf(CacheLoadException.class)
                .hasRootCauseInstanceOf(java.io.IOException.class)
                .hasMessageContaining("unreachable");
        assertThatThrownBy(() -> failing.getOrLoad("a", key -> Loaded.of("x" + loads.incrementAndGet())))
                .isInstanceOf(CacheLoadException.class)
                .hasMessageContaining("failed a while ago")
                .hasMessageContaining("unreachable");
        assertThat(failing.get("a")).isNull();
        time.pass(5_000);
        assertThat(failing.getOrLoad("a", key -> Loaded.of("fine")).value()).isEqualTo("fine");

        assertThatThrownBy(() -> texts.getOrLoad("b", key -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(texts.getOrLoad("b", key -> Loaded.of("yes")).value()).isEqualTo("yes");
    }

    // ---- tags and dependencies -------------------------------------------------------------------------------------

    @Test
    void invalidate_aTag_forgetsWhatHasItInAllTiers() {
        view(MINUTE.tagged("red", "round")).put("apple", "one");
        view(MINUTE.tagged("red")).put("brick", "two");
        texts.put("sky", "three");
        fast.clear();

        cache.invalidate("red");

        assertThat(texts.get("apple")).isNull();
        assertThat(texts.get("brick")).isNull();
        assertThat(texts.get("sky")).isNotNull();
        assertThat(slow.size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"put", "remove", "invalidate", "clear", "load"})
    void dependencies_transitively_goWithWhatTheyWereMadeFrom(String how) {
        CacheView<String> sources =
                cache.namespace("sources", MINUTE.tagged("base")).as(CacheConverter.text());
        sources.put("c", "source");
        view(MINUTE.dependingOn("sources", "c")).put("b", "made from it");
        view(MINUTE.dependingOn("texts", "b")).put("a", "made from that");
        texts.put("other", "stays");
        // that what is between is gone makes no difference
        fast.remove(key("b"));
        middle.remove(key("b"));
        slow.remove(key("b"));

        switch (how) {
            case "put" -> sources.put("c", "other source");
            case "remove" -> sources.remove("c");
            case "invalidate" -> cache.invalidate("base");
            case "clear" -> sources.clear();
            default -> {
                time.pass(1);
                fast.remove(new CacheKey("sources", "c"));
                middle.remove(new CacheKey("sources", "c"));
                slow.remove(new CacheKey("sources", "c"));
                sources.getOrLoad("c", key -> Loaded.of("loaded anew"));
            }
        }

        assertThat(texts.get("a")).isNull();
        assertThat(texts.get("other")).isNotNull();
    }

    @Test
    void dependencies_goneAndInvalidatedWhileTheLoaderRan_areHeeded() {
        CacheView<String> sources =
                cache.namespace("sources", MINUTE.tagged("base")).as(CacheConverter.text());
        CacheView<String> made = view(MINUTE.dependingOn("sources", "c"));

        made.getOrLoad("a", key -> {
            String source = sources.getOrLoad("c", c -> Loaded.of("old")).value();
            cache.invalidate("base");
            return Loaded.of("from " + source);
        });

        assertThat(made.get("a")).isNull();
    }

    @Test
    void dependencies_thatCannotBeToldNow_keepNothing() {
        cache.attach(2, TierProxy.of(slow, (method, arguments) -> {
            if (method.equals("peekAll")) {
                throw new IllegalStateException("hangs");
            }
        }));

        view(MINUTE.dependingOn("sources", "c")).put("a", "one");

        assertThat(texts.get("a")).isNull();
    }

    @Test
    void clear_forgetsOneNamespace() {
        texts.put("a", "one");
        CacheView<byte[]> other = cache.namespace("other", MINUTE);
        other.put("a", new byte[] {1});

        texts.clear();

        assertThat(texts.get("a")).isNull();
        assertThat(other.get("a").value()).containsExactly(1);
    }

    // ---- contents --------------------------------------------------------------------------------------------------

    @Test
    void etag_isOfTheContentAlone() {
        Cached<String> put = texts.put("a", "one");
        fast.clear();
        middle.clear();

        assertThat(texts.get("a").etag()).isEqualTo(put.etag());
        time.pass(10);
        assertThat(cache.namespace("other", MINUTE)
                        .put("z", "one".getBytes(StandardCharsets.UTF_8))
                        .etag())
                .isEqualTo(put.etag());
        assertThat(texts.put("a", "two").etag()).isNotEqualTo(put.etag()).hasSize(22);
    }

    @Test
    void largeValue_isCompressedInSlowTiersAndComesBackWhole() {
        String large = "a text that repeats itself. ".repeat(200);
        Cached<String> put = texts.put("a", large);

        CachedValue kept = slow.get(key("a"));
        assertThat(kept.encoding()).isEqualTo("deflate");
        assertThat(kept.bytes().length).isLessThan(large.length() / 10);
        assertThat(kept.length()).isEqualTo(large.length());
        assertThat(fast.get(key("a")).encoding()).isEmpty();
        fast.clear();
        Cached<String> got = texts.get("a");
        assertThat(got.value()).isEqualTo(large);
        assertThat(got.etag()).isEqualTo(put.etag());
        assertThat(fast.get(key("a")).encoding()).isEmpty();
    }

    @Test
    void noise_isNotCompressed() {
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);
        CacheView<byte[]> bytes = cache.namespace("bytes", MINUTE);

        bytes.put("a", noise);

        assertThat(slow.get(new CacheKey("bytes", "a")).encoding()).isEmpty();
        assertThat(bytes.get("a").value()).isEqualTo(noise);
    }

    @Test
    void valueThatIsTooLarge_isReturnedAndNotKept() {
        settings.valueMaxBytes = 1_024;
        cache.configure(settings.get());
        texts.put("a", "small");

        assertThat(texts.put("a", "x".repeat(1_025)).length()).isEqualTo(1_025);

        assertThat(texts.get("a")).isNull();
    }

    @Test
    void contentOfAnotherType_isTakenForMissing() {
        cache.namespace("texts", MINUTE).put("a", new byte[] {1});
        CacheView<Integer> numbers = cache.namespace("texts", MINUTE).as(new CacheConverter<Integer>() {
            @Override
            public byte[] toBytes(Integer value) {
                return value.toString().getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public Integer ofBytes(byte[] bytes) {
                return Integer.valueOf(new String(bytes, StandardCharsets.UTF_8));
            }
        });

        assertThat(numbers.get("a")).isNull();
        assertThat(numbers.getOrLoad("a", key -> Loaded.of(7)).value()).isEqualTo(7);
        assertThat(numbers.get("a").value()).isEqualTo(7);
    }

    // ---- shares and figures ----------------------------------------------------------------------------------------

    @Test
    void greedyNamespace_leavesTheOthersTheirRoom() {
        CacheTier small = new MemoryTier(time, 100_000);
        cache.detach(1, middle);
        cache.detach(2, slow);
        cache.attach(0, small);
        CacheView<byte[]> modest = cache.namespace("modest", MINUTE);
        for (int i = 0; i < 40; i++) {
            modest.put("m" + i, new byte[500]);
        }
        CacheView<byte[]> greedy = cache.namespace("greedy", MINUTE);

        for (int i = 0; i < 5_000; i++) {
            greedy.put("g" + i, new byte[500]);
        }

        assertThat(small.size("modest").entries()).as("none of them had to go").isEqualTo(40);
        assertThat(small.size("greedy").bytes()).isBetween(30_000L, 75_000L);
        assertThat(small.statistics().evictions()).isZero();
        assertThat(cache.statistics().namespaces())
                .filteredOn(figures -> figures.namespace().equals("greedy"))
                .allSatisfy(figures -> assertThat(figures.total().evictions()).isPositive());
    }

    @Test
    void statistics_aValueWhoseTimeIsOver_countsOnceForItsNamespace() {
        texts.put("a", "one");
        time.pass(61_000);

        assertThat(texts.get("a")).isNull();

        assertThat(figures().total().expirations()).isEqualTo(1);
    }

    @Test
    void statistics_overOneAndFifteenMinutes() {
        texts.put("a", "one");
        for (int i = 0; i < 100; i++) {
            texts.get("a");
        }
        texts.get("none");
        texts.getOrLoad("b", key -> Loaded.of("two"));

        CacheStatistics.NamespaceFigures figures = figures();
        assertThat(figures.entries()).isEqualTo(2);
        assertThat(figures.bytes()).isPositive();
        assertThat(figures.total().hits()).isEqualTo(100);
        assertThat(figures.total().misses()).isEqualTo(2);
        assertThat(figures.total().loads()).isEqualTo(1);
        assertThat(figures.total().puts()).isEqualTo(2);
        assertThat(figures.total().ratio()).isBetween(0.98, 0.981);
        for (int i = 0; i < 13; i++) {
            cache.tick();
        }
        assertThat(figures().minute().hits()).isZero();
        assertThat(figures().quarter().hits()).isEqualTo(100);
        for (int i = 0; i < 16 * 12; i++) {
            cache.tick();
        }
        assertThat(figures().quarter().hits()).isZero();
        assertThat(figures().total().hits()).isEqualTo(100);
        texts.get("a");
        assertThat(figures().minute().hits()).isEqualTo(1);
        CacheStatistics.TierFigures tier = cache.statistics().tiers().get(0);
        assertThat(tier.tier()).isEqualTo("cache.l1");
        assertThat(tier.entries()).isEqualTo(2);
        assertThat(tier.total().hits()).isEqualTo(101);
        assertThat(tier.total().puts()).isEqualTo(2);
    }

    @Test
    void statistics_tierIsReplaced_goOnFromThere() {
        for (int i = 0; i < 10; i++) {
            texts.put("k" + i, "v");
        }
        texts.getOrLoad("b", key -> Loaded.of("two"));
        assertThat(cache.statistics().tiers().get(2).total().puts()).isEqualTo(11);

        cache.detach(2, slow);
        cache.attach(2, new MemoryTier(time, 1_000_000));
        cache.tick();
        texts.put("c", "three");

        CacheStatistics.TierFigures tier = cache.statistics().tiers().get(2);
        assertThat(tier.total().puts()).isEqualTo(12);
        assertThat(tier.minute().puts()).isNotNegative();
        assertThat(tier.total().p99Nanos())
                .as("each get of a slower tier is timed")
                .isPositive();
        assertThat(figures().total().meanLoadNanos()).isPositive();
    }

    @Test
    void statistics_whatATierSaysOfItself_isThere() {
        TierStatistics said = new TierStatistics(0, 0, 0, 0, 0, 0, 7, Map.of("circuit", "open"));
        cache.attach(2, TierProxy.saying(slow, said));

        CacheStatistics.TierFigures tier = cache.statistics().tiers().get(2);

        assertThat(tier.details()).containsExactly(Map.entry("circuit", "open"));
        assertThat(tier.total().failures()).isEqualTo(7);
    }

    @Test
    void namespace_ofStrangeName_isRefused() {
        for (String name : List.of("", "a/b", "a b", "x".repeat(101))) {
            assertThatThrownBy(() -> cache.namespace(name, MINUTE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("namespace is");
        }
    }

    private CacheStatistics.NamespaceFigures figures() {
        return cache.statistics().namespaces().stream()
                .filter(figures -> figures.namespace().equals("texts"))
                .findFirst()
                .orElseThrow();
    }

    // ---- other nodes -----------------------------------------------------------------------------------------------

    @Test
    void whatOtherNodesChange_isForgottenByFasterTiers() {
        Watcher told = new Watcher(cache.composer(), 1);
        List<String> names = new ArrayList<>(List.of("a", "b", "c"));
        names.forEach(name -> view(MINUTE.tagged("of-" + name)).put(name, "old"));

        middle.remove(key("a"));
        slow.clear();
        told.written(List.of(key("a")));
        assertThat(texts.get("a")).isNull();
        middle.invalidate("t:of-b");
        told.invalidated(List.of("t:of-b"));
        assertThat(texts.get("b")).isNull();
        assertThat(texts.get("c")).isNotNull();
        middle.clear("texts");
        told.cleared("texts");
        assertThat(texts.get("c")).isNull();
        texts.put("d", "four");
        middle.clear();
        slow.clear();
        told.missed();
        assertThat(texts.get("d")).isNull();
        Until.holds(() -> fast.size() == 0);
        CompletableFuture<Cached<String>> afterwards = CompletableFuture.supplyAsync(() -> texts.put("e", "five"));
        assertThat(afterwards.orTimeout(30, TimeUnit.SECONDS).join().value()).isEqualTo("five");
        Until.holds(() -> fast.get(key("e")) != null);
    }
}
