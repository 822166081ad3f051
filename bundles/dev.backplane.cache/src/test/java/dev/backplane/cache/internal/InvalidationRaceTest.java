package dev.backplane.cache.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.cache.CacheConverter;
import dev.backplane.api.cache.CachePolicy;
import dev.backplane.api.cache.CacheView;
import dev.backplane.api.cache.Loaded;
import dev.backplane.spi.Race;
import dev.backplane.spi.cache.MemoryTier;
import dev.backplane.spi.cache.TestTime;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A source that changes, whoever changed it invalidates, and many who load from it: nobody gets a value that is older than the
 * last invalidation that had ended when they asked.
 */
class InvalidationRaceTest {

    private static final int ROUNDS = 4_000;

    private final TestTime time = new TestTime();

    @ParameterizedTest
    @CsvSource({
        "tag, false",
        "tag, true",
        "remove, false",
        "remove, true",
        "clear, false",
        "clear, true",
        "dependency, false",
        "dependency, true",
        "put, true"
    })
    void getOrLoad_whileTheSourceChanges_isNeverOlderThanTheLastInvalidation(String how, boolean behind)
            throws Exception {
        Settings settings = new Settings();
        settings.behind = behind ? Set.of("cache.l2", "cache.l3") : Set.of();
        TieredCache cache = new TieredCache(settings.get(), time);
        // so small that values go and come back from slower ones all the time
        cache.attach(0, new MemoryTier(time, 600));
        cache.attach(1, new MemoryTier(time, 1_000));
        cache.attach(2, new MemoryTier(time));
        CachePolicy policy = CachePolicy.live(Duration.ofMinutes(1)).tagged("t");
        CacheView<String> view =
                cache.namespace("texts", policy.dependingOn("sources", "s")).as(CacheConverter.text());
        CacheView<String> sources = cache.namespace("sources", CachePolicy.live(Duration.ofMinutes(1)))
                .as(CacheConverter.text());
        AtomicLong source = new AtomicLong();
        AtomicLong certain = new AtomicLong();
        AtomicInteger gets = new AtomicInteger();

        Race.run(5, runner -> {
            Random random = new Random(runner);
            for (int i = 0; i < ROUNDS; i++) {
                if (runner == 0) {
                    long next = source.incrementAndGet();
                    switch (how) {
                        case "tag" -> cache.invalidate("t");
                        case "remove" -> {
                            for (int k = 0; k < 4; k++) {
                                view.remove("k" + k);
                            }
                        }
                        case "clear" -> view.clear();
                        case "put" -> {
                            for (int k = 0; k < 4; k++) {
                                view.put("k" + k, String.valueOf(next));
                            }
                        }
                        default -> sources.put("s", String.valueOf(next));
                    }
                    certain.set(next);
                } else {
                    long least = certain.get();
                    String key = "k" + random.nextInt(4);
                    String got = random.nextInt(4) > 0 || runner == 1
                            ? view.getOrLoad(key, k -> Loaded.of(String.valueOf(source.get())))
                                    .value()
                            : value(view, key);
                    if (got != null) {
                        gets.incrementAndGet();
                        assertThat(Long.parseLong(got)).isGreaterThanOrEqualTo(least);
                    }
                }
            }
        });

        assertThat(gets.get()).isGreaterThan(ROUNDS);
        cache.close();
    }

    private static String value(CacheView<String> view, String key) {
        var cached = view.get(key);
        return cached == null ? null : cached.value();
    }
}
