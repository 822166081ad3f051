package dev.backplane.cache.ehcache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.cache.CacheEntry;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.TestTime;
import dev.backplane.spi.cache.Values;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when there is no more room, or time. */
class BoundsTest {

    private static final long LIFE = 60_000;
    private static final long MEGABYTE = 1 << 20;

    private final TestTime time = new TestTime();
    private EhcacheTier tier = new EhcacheTier(time, new Sizes(1, 0, 0));

    @AfterEach
    void close() {
        tier.deactivate();
    }

    private void use(Clock clock, Sizes sizes) {
        tier.deactivate();
        tier = new EhcacheTier(clock, sizes);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8})
    void put_moreThanFits_evictedOnesLeaveTheIndex(long besideHeap) {
        use(time, new Sizes(1, 0, besideHeap));
        for (int i = 0; i < 30_000; i++) {
            tier.put(key(i), value(500, "t" + i / 100, "u" + i));
        }

        assertThat(tier.statistics().evictions()).isPositive();
        assertThat(tier.size()).isEqualTo(30_000 - tier.statistics().evictions());
        assertThat(tier.bytes()).isLessThanOrEqualTo(tier.capacity() + MEGABYTE / 50);
        List<CacheEntry> left;
        try (Stream<CacheEntry> all = tier.entries()) {
            left = all.toList();
        }
        assertThat(left).hasSize((int) tier.size());
        assertThat(left.stream()
                        .mapToLong(each -> each.value().weight(each.key()))
                        .sum())
                .isEqualTo(tier.bytes());
        long tags = left.stream()
                .flatMap(each -> each.value().tags().stream())
                .distinct()
                .count();
        assertThat(tier.core().index().tags()).isEqualTo((int) tags);

        tier.clear();
        assertThat(tier.size()).isZero();
        assertThat(tier.bytes()).isZero();
        assertThat(tier.core().index().tags()).isZero();
        assertThat(tier.namespaces()).isEmpty();
    }

    @Test
    void put_usedAllTheTime_staysWhileOthersGo() {
        tier.put(key(-1), value(500));
        for (int i = 0; i < 20_000; i++) {
            time.pass(1);
            tier.put(key(i), value(500));
            assertThat(tier.get(key(-1))).as("after %s", i).isNotNull();
        }
    }

    /** Ehcache evicts at most two entries a put. */
    @Test
    void put_largeAmongSmall_makesRoomForIt() {
        Random random = new Random(5);
        for (int i = 0; i < 30_000; i++) {
            tier.put(key(i), value(random.nextInt(100) == 0 ? 200_000 : 100));

            assertThat(tier.bytes()).isLessThan(tier.capacity() * 11 / 10);
        }
    }

    @Test
    void put_tooLarge_isNotKeptAndTheEarlierOneGoes() {
        tier.put(key(1), value(10));

        tier.put(key(1), value(300_000));

        assertThat(tier.get(key(1))).isNull();
        assertThat(tier.size()).isZero();
    }

    @Test
    void put_largeBesideTheHeapThatIsFull_isKeptOrLeavesNothing() {
        use(time, new Sizes(15, 0, 16));
        for (int i = 0; i < 50_000; i++) {
            tier.put(key(i), value(500, "t" + i));
        }

        int kept = 0;
        for (int i = 0; i < 40; i++) {
            tier.put(key(i), value(240_000, "t"));
            kept += tier.get(key(i)) == null ? 0 : 1;
        }

        assertThat(kept).isEqualTo(40 - (int) tier.statistics().failures());
        try (Stream<CacheEntry> all = tier.entries()) {
            assertThat(all.count()).isEqualTo(tier.size());
        }
        tier.clear();
        assertThat(tier.size()).isZero();
        assertThat(tier.core().index().tags()).isZero();
    }

    @Test
    void put_moreEntriesThanMayBe_areEvicted() {
        use(time, new Sizes(16, 1_000, 0));
        for (int i = 0; i < 5_000; i++) {
            tier.put(key(i), value(10));
        }

        assertThat(tier.size()).isBetween(900L, 1_000L);
    }

    @Test
    void resize_toLess_keepsWhatFits_andToMore_keepsAll() {
        use(time, new Sizes(4, 0, 0));
        for (int i = 0; i < 6_000; i++) {
            tier.put(key(i), value(500));
        }
        assertThat(tier.size()).isEqualTo(6_000);

        tier.resize(new Sizes(1, 0, 0));
        assertThat(tier.bytes()).isBetween(MEGABYTE * 9 / 10, MEGABYTE);
        assertThat(tier.capacity()).isEqualTo(MEGABYTE);

        long kept = tier.size();
        tier.resize(new Sizes(4, 0, 0));
        for (int i = 10_000; i < 13_000; i++) {
            tier.put(key(i), value(500));
        }
        assertThat(tier.size()).isEqualTo(kept + 3_000);
    }

    @Test
    void resize_besideTheHeap_beginsAnewAndKeepsWhatIsPut() {
        tier.put(key(1), value(10, "t"));

        tier.resize(new Sizes(1, 0, 8));
        assertThat(tier.size()).isZero();
        assertThat(tier.get(key(1))).isNull();
        assertThat(tier.capacity()).isEqualTo(8 * MEGABYTE);
        tier.put(key(1), value(10, "t"));
        assertThat(tier.get(key(1))).isNotNull();
        assertThat(tier.invalidate("t")).isEqualTo(1);

        tier.resize(new Sizes(2, 0, 0));
        tier.put(key(1), value(10, "t"));
        assertThat(tier.get(key(1))).isNotNull();
        assertThat(tier.capacity()).isEqualTo(2 * MEGABYTE);
    }

    @Test
    void expireDue_takesOutWhatIsDueAlone() {
        for (int i = 0; i < 1_000; i++) {
            tier.put(key(i), Values.of("v", time.millis(), 1_000L + i * 100L, "t" + i));
        }
        tier.put(key(-1), Values.idle(value(1, "idle"), 700));
        time.pass(500);
        tier.get(key(-1));
        time.pass(500);

        long next = tier.expireDue();

        assertThat(tier.size()).isEqualTo(1_000);
        assertThat(tier.statistics().expirations()).isEqualTo(1);
        // a little early, so that none is there when its time is over
        assertThat(next).isBetween(time.millis() + 100 - 1_100 / 32 - Wheel.TICK, time.millis() + 100);
        time.pass(50_000);
        tier.expireDue();
        // 501 are over, five more will be within half a second
        assertThat(tier.size()).isEqualTo(494);
        assertThat(tier.core().index().tags()).isEqualTo(494);
        assertThat(tier.statistics().evictions()).isZero();
    }

    @Test
    void expiry_ofItself_comesInTimeAndEndsWithTheTier() throws Exception {
        tier.deactivate();
        tier = EhcacheTier.started(Clock.systemUTC(), new Sizes(1, 0, 0));
        long now = System.currentTimeMillis();
        CountDownLatch gone = new CountDownLatch(1);
        tier.put(key(1), Values.of("v", now, 100_000));
        for (int i = 2; i < 100; i++) {
            tier.put(key(i), Values.of("v", now, 50));
        }

        Thread watcher = new Thread(() -> {
            while (tier.statistics().expirations() < 98) {
                Thread.onSpinWait();
            }
            gone.countDown();
        });
        watcher.setDaemon(true);
        watcher.start();

        assertThat(gone.await(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        assertThat(tier.size()).isEqualTo(1);
        assertThat(threads()).hasSize(1);
        tier.deactivate();
        assertThat(threads()).isEmpty();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("(?i).*ehcache.*"))
                .toList();
    }

    /** So that who makes room in a namespace does not take what was put just now. */
    @Test
    void entries_ofANamespace_beginWithSomeAtRandomAndHaveEachOnce() {
        for (int i = 0; i < 1_400; i++) {
            time.pass(1);
            tier.put(key(i), value(10));
        }
        long sum = 0;
        for (int i = 0; i < 100; i++) {
            try (Stream<CacheEntry> some = tier.entries("n1")) {
                sum += some.findFirst().orElseThrow().value().created();
            }
        }
        assertThat(sum / 100).as("when it was put, of 1400 ms").isLessThan(time.millis() - 700);
        try (Stream<CacheEntry> all = tier.entries("n1")) {
            assertThat(all.map(CacheEntry::key)).hasSize(200).doesNotHaveDuplicates();
        }
    }

    @Test
    void sizes_outOfBounds_areNamed() {
        assertThatThrownBy(() -> new Sizes(0, 0, 0))
                .hasMessage("dev.backplane.cache.ehcache: heapMegabytes is 0, must be 1 to 1048576");
        assertThatThrownBy(() -> new Sizes(1, 10, 0)).hasMessageContaining("heapEntriesMax is 10, must be 1000 to");
        assertThatThrownBy(() -> new Sizes(64, 0, 64)).hasMessageContaining("offHeapMegabytes is 64, must be 65 to");
    }

    private static CacheKey key(int i) {
        return new CacheKey("n" + i % 7, "k" + i);
    }

    private CachedValue value(int bytes, String... tags) {
        long expires = time.millis() + LIFE;
        return new CachedValue(
                new byte[bytes], "", bytes, "e", time.millis(), expires, expires, 0, Set.of(tags), false);
    }
}
