package dev.backplane.spi.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.Race;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every cache tier does; each implementation's test extends it. */
public abstract class CacheTierContract {

    private static final int THREADS = 4;
    private static final long LIFE = 60_000;
    private static final CacheKey A = new CacheKey("n", "a");
    private static final CacheKey B = new CacheKey("n", "b");
    private static final CacheKey OTHER = new CacheKey("other", "a");

    protected final TestTime time = new TestTime();

    private CacheTier tier;

    /**
     * Returns an empty tier with room for at least 2,000 small values, which takes the time from the given clock. Where the time
     * is somebody else's, such as a server's, {@link #pass} lets it pass.
     */
    protected abstract CacheTier create(Clock clock);

    /** Lets time pass, for the tier under test. */
    protected void pass(long millis) {
        time.pass(millis);
    }

    @BeforeEach
    final void createTier() throws Exception {
        tier = create(time);
    }

    @Test
    void put_newValue_isFoundWithAllItsFields() {
        CachedValue value = new CachedValue(
                new byte[] {1, 2, 3},
                "deflate",
                9,
                "etag",
                time.millis(),
                time.millis() + 1_000,
                time.millis() + LIFE,
                30_000,
                Set.of("t1", "t2"),
                false);

        tier.put(A, value);

        assertThat(tier.get(A)).usingRecursiveComparison().isEqualTo(value);
        assertThat(tier.get(B)).isNull();
        assertThat(tier.get(OTHER)).isNull();
    }

    @Test
    void put_negative_isFound() {
        CachedValue nothing = new CachedValue(
                new byte[0], "", 0, "", time.millis(), time.millis() + LIFE, time.millis() + LIFE, 0, Set.of(), true);

        tier.put(A, nothing);

        assertThat(tier.get(A).negative()).isTrue();
    }

    @Test
    void put_again_replacesValueAndTags() {
        tier.put(A, value("one", "old"));

        tier.put(A, value("two", "new"));

        assertThat(Values.text(tier.get(A))).isEqualTo("two");
        assertThat(tier.size()).isEqualTo(1);
        assertThat(tier.invalidate("old")).isZero();
        assertThat(tier.get(A)).isNotNull();
        assertThat(tier.invalidate("new")).isEqualTo(1);
        assertThat(tier.get(A)).isNull();
    }

    @Test
    void put_expired_takesTheEarlierOneAway() {
        tier.put(A, value("one"));

        tier.put(A, Values.of("two", time.millis() - 100, 100));

        assertThat(tier.get(A)).isNull();
        assertThat(tier.peekAll(List.of(A))).isEmpty();
        assertThat(tier.entries()).isEmpty();
    }

    @Test
    void remove_forgetsOneAlone() {
        tier.put(A, value("one"));
        tier.put(B, value("two"));
        tier.put(OTHER, value("three"));

        assertThat(tier.remove(A)).isTrue();
        assertThat(tier.remove(A)).isFalse();

        assertThat(tier.get(A)).isNull();
        assertThat(tier.get(B)).isNotNull();
        assertThat(tier.get(OTHER)).isNotNull();
    }

    @Test
    void get_afterItsTime_findsNothing() {
        tier.put(A, Values.of("one", time.millis(), 1_000));
        tier.put(B, Values.of("two", time.millis(), Long.MAX_VALUE));

        pass(999);
        assertThat(tier.get(A)).isNotNull();
        pass(1);

        assertThat(tier.get(A)).isNull();
        assertThat(tier.getAll(List.of(A, B))).containsOnlyKeys(B);
        assertThat(tier.peekAll(List.of(A, B))).containsOnlyKeys(B);
        assertThat(keys(tier.entries())).containsExactly(B);
        assertThat(tier.remove(A)).isFalse();
        pass(1_000_000_000);
        assertThat(tier.get(B)).isNotNull();
    }

    @Test
    void get_idleForTooLong_findsNothing() {
        tier.put(A, Values.idle(value("one"), 1_000));
        tier.put(B, Values.idle(value("two"), 1_000));

        pass(700);
        assertThat(tier.get(A)).isNotNull();
        assertThat(tier.peekAll(List.of(B))).as("no use").hasSize(1);
        assertThat(keys(tier.entries())).as("no use either").contains(B);
        pass(700);

        assertThat(tier.get(A)).as("used in between").isNotNull();
        assertThat(tier.get(B)).isNull();
        pass(1_000);
        assertThat(tier.get(A)).isNull();
    }

    @Test
    void get_usedAllTheTime_findsNothingAfterItsTime() {
        tier.put(A, Values.idle(Values.of("one", time.millis(), 2_000), 1_000));

        for (int i = 0; i < 3; i++) {
            pass(600);
            assertThat(tier.get(A)).isNotNull();
        }
        pass(200);

        assertThat(tier.get(A)).isNull();
    }

    @Test
    void getAll_returnsThoseThatAreThere() {
        tier.put(A, value("one"));
        tier.put(OTHER, value("three"));

        Map<CacheKey, CachedValue> found = tier.getAll(List.of(A, B, OTHER));

        assertThat(found).containsOnlyKeys(A, OTHER);
        assertThat(Values.text(found.get(OTHER))).isEqualTo("three");
        assertThat(tier.getAll(List.of())).isEmpty();
    }

    @Test
    void invalidate_forgetsThoseWithTheTagInAllNamespaces() {
        tier.put(A, value("one", "t", "u"));
        tier.put(B, value("two", "u"));
        tier.put(OTHER, value("three", "t"));

        assertThat(tier.invalidate("t")).isEqualTo(2);

        assertThat(tier.get(A)).isNull();
        assertThat(tier.get(OTHER)).isNull();
        assertThat(tier.get(B)).isNotNull();
        assertThat(tier.invalidate("t")).isZero();
        assertThat(tier.invalidate("unknown")).isZero();
        tier.put(A, value("four", "t"));
        assertThat(tier.get(A)).as("put in since").isNotNull();
    }

    @Test
    void invalidate_hundredAmongMany_forgetsThoseAlone() {
        for (int i = 0; i < 1_000; i++) {
            tier.put(new CacheKey("n", "k" + i), value("v" + i, i % 10 == 0 ? "few" : "rest", "all"));
        }

        assertThat(tier.invalidate("few")).isEqualTo(100);

        assertThat(tier.size()).isEqualTo(900);
        assertThat(tier.get(new CacheKey("n", "k10"))).isNull();
        assertThat(tier.get(new CacheKey("n", "k11"))).isNotNull();
        assertThat(tier.invalidate("all")).isEqualTo(900);
        assertThat(tier.size()).isZero();
    }

    @Test
    void clear_ofANamespace_forgetsThatAlone() {
        tier.put(A, value("one"));
        tier.put(B, value("two"));
        tier.put(OTHER, value("three"));

        assertThat(tier.clear("n")).isEqualTo(2);

        assertThat(tier.get(A)).isNull();
        assertThat(tier.get(OTHER)).isNotNull();
        assertThat(tier.clear("n")).isZero();
    }

    @Test
    void clear_forgetsAll() {
        tier.put(A, value("one", "t"));
        tier.put(OTHER, value("three"));

        tier.clear();

        assertThat(tier.size()).isZero();
        assertThat(tier.bytes()).isZero();
        assertThat(tier.namespaces()).isEmpty();
        assertThat(tier.entries()).isEmpty();
        assertThat(tier.get(A)).isNull();
        assertThat(tier.invalidate("t")).isZero();
    }

    @Test
    void write_isDoneInOrder() {
        tier.put(OTHER, value("three", "t"));

        tier.write(List.of(
                new CacheWrite.Put(A, value("one", "t")),
                new CacheWrite.Invalidate("t"),
                new CacheWrite.Put(A, value("two", "t")),
                new CacheWrite.Put(B, value("four")),
                new CacheWrite.Remove(B)));

        assertThat(Values.text(tier.get(A))).isEqualTo("two");
        assertThat(tier.get(B)).isNull();
        assertThat(tier.get(OTHER)).isNull();
        tier.write(List.of(new CacheWrite.Clear("n"), new CacheWrite.Put(B, value("five"))));
        assertThat(tier.get(A)).isNull();
        assertThat(Values.text(tier.get(B))).isEqualTo("five");
    }

    @Test
    void entries_streamsAllOrThoseOfANamespace() {
        tier.put(A, value("one"));
        tier.put(B, value("two"));
        tier.put(OTHER, value("three"));

        assertThat(keys(tier.entries())).containsExactlyInAnyOrder(A, B, OTHER);
        assertThat(keys(tier.entries("n"))).containsExactlyInAnyOrder(A, B);
        assertThat(keys(tier.entries("none"))).isEmpty();
        try (Stream<CacheEntry> some = tier.entries()) {
            assertThat(some.findFirst()).isPresent();
        }
    }

    @Test
    void losses_aValueWhoseTimeIsOver_countsForItsNamespace() {
        tier.put(A, Values.of("brief", time.millis(), 1_000));
        tier.put(OTHER, Values.of("long", time.millis(), Long.MAX_VALUE));
        pass(2_000);

        assertThat(tier.get(A)).isNull();
        assertThat(tier.losses().get("n").expirations()).isPositive();
        assertThat(tier.losses()).doesNotContainKey("other");
    }

    @Test
    void size_followsWhatIsPutAndGoes() {
        CachedValue one = value("one");
        tier.put(A, value("another one, which is longer"));
        tier.put(A, one);
        tier.put(B, value("two", "t"));
        tier.put(OTHER, value("three"));

        assertThat(tier.size()).isEqualTo(3);
        assertThat(tier.namespaces()).extracting(NamespaceSize::namespace).containsExactlyInAnyOrder("n", "other");
        long bytes = tier.bytes();
        assertThat(bytes).isEqualTo(tier.size("n").bytes() + tier.size("other").bytes());
        tier.invalidate("t");
        assertThat(tier.size("n")).isEqualTo(new NamespaceSize("n", 1, one.weight(A)));
        tier.remove(A);
        assertThat(tier.size("n")).isEqualTo(new NamespaceSize("n", 0, 0));
        assertThat(tier.namespaces()).extracting(NamespaceSize::namespace).containsExactly("other");
        assertThat(tier.bytes()).isLessThan(bytes).isPositive();
        assertThat(tier.capacity()).isPositive();
    }

    @Test
    void statistics_countWhatHappens() {
        TierStatistics before = tier.statistics();
        tier.put(A, Values.of("one", time.millis(), 1_000));
        tier.put(B, value("two"));
        tier.get(A);
        tier.get(B);
        tier.get(OTHER);
        tier.peekAll(List.of(A, OTHER));
        tier.remove(B);

        TierStatistics after = tier.statistics();
        assertThat(after.puts() - before.puts()).isEqualTo(2);
        assertThat(after.hits() - before.hits()).isEqualTo(2);
        assertThat(after.misses() - before.misses()).isEqualTo(1);
        assertThat(after.removals() - before.removals()).isEqualTo(1);
        assertThat(after.failures()).isEqualTo(before.failures());
    }

    @Test
    void key_ofAnyCharacters_isItsOwn() {
        List<CacheKey> keys = new ArrayList<>();
        for (String namespace : List.of("n", "n:a", "n/a", "n*", "ü", "{n}")) {
            for (String key : List.of("", "a", ":a", "a:a", "*", "a b\n", "日本", "\0")) {
                keys.add(new CacheKey(namespace, key));
            }
        }

        keys.forEach(key -> tier.put(key, value(key.toString())));

        keys.forEach(key -> assertThat(Values.text(tier.get(key))).isEqualTo(key.toString()));
        assertThat(tier.clear("n")).isEqualTo(8);
        assertThat(tier.size()).isEqualTo(keys.size() - 8);
    }

    @Test
    void value_ofManyBytes_comesBackWhole() {
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        long now = time.millis();
        tier.put(A, new CachedValue(bytes, "", bytes.length, "e", now, now + LIFE, now + LIFE, 0, Set.of(), false));

        assertThat(tier.get(A).bytes()).isEqualTo(bytes);
    }

    @Test
    void manyThreads_eachWithItsOwnKeys_findWhatTheyPutOrNothing() throws Exception {
        Race.run(THREADS, runner -> {
            Random random = new Random(runner);
            Map<CacheKey, String> model = new HashMap<>();
            String tag = "of" + runner;
            for (int i = 0; i < 3_000; i++) {
                CacheKey key = new CacheKey("n" + runner % 2, runner + "-" + random.nextInt(30));
                CachedValue found = tier.get(key);
                if (found != null) {
                    assertThat(Values.text(found)).isEqualTo(model.get(key));
                }
                switch (random.nextInt(20)) {
                    case 0 -> {
                        tier.invalidate(tag);
                        model.clear();
                    }
                    case 1, 2, 3, 4 -> {
                        tier.remove(key);
                        model.remove(key);
                    }
                    default -> {
                        String text = "v" + i;
                        tier.put(key, value(text, tag));
                        model.put(key, text);
                    }
                }
            }
        });
        long[] bytes = {0};
        tier.entries().forEach(entry -> bytes[0] += entry.value().weight(entry.key()));
        assertThat(tier.bytes()).as("the account of what is there").isEqualTo(bytes[0]);
    }

    @Test
    void manyThreads_oneTag_nothingPutBeforeAnInvalidationIsFoundAfterIt() throws Exception {
        AtomicLong invalidated = new AtomicLong(-1);
        AtomicLong next = new AtomicLong();

        Race.run(THREADS, runner -> {
            Random random = new Random(runner);
            for (int i = 0; i < 2_000; i++) {
                CacheKey key = new CacheKey("n", "k" + random.nextInt(8));
                if (runner == 0) {
                    // what has been put by now has a smaller number than what is put from here on
                    long before = next.get();
                    tier.invalidate("t");
                    invalidated.set(before);
                } else if (runner == 1) {
                    long number = next.getAndIncrement();
                    tier.put(key, value(String.valueOf(number), "t"));
                } else {
                    long gone = invalidated.get();
                    CachedValue value = tier.get(key);
                    if (value != null) {
                        // one put may have been under way
                        assertThat(Long.parseLong(Values.text(value))).isGreaterThanOrEqualTo(gone - 1);
                    }
                }
            }
        });

        tier.invalidate("t");
        assertThat(tier.size()).isZero();
    }

    /** Returns a value that lives long enough. */
    protected final CachedValue value(String content, String... tags) {
        return Values.of(content, time.millis(), LIFE, tags);
    }

    private static List<CacheKey> keys(Stream<CacheEntry> entries) {
        try (Stream<CacheEntry> all = entries) {
            return all.map(CacheEntry::key).toList();
        }
    }
}
