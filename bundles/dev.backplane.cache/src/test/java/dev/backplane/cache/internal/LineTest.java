package dev.backplane.cache.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.Race;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheTierException;
import dev.backplane.spi.cache.CacheWrite;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.MemoryTier;
import dev.backplane.spi.cache.TestTime;
import dev.backplane.spi.cache.Values;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes that wait for a tier, and tiers that fail or are away. */
class LineTest {

    private static final long LIFE = 600_000;

    private final TestTime time = new TestTime();
    private final Settings settings = new Settings();
    private final MemoryTier inner = new MemoryTier(time);
    private final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicInteger batches = new AtomicInteger();
    private final AtomicInteger singles = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicBoolean gated = new AtomicBoolean();
    private Line line = new Line("cache.l3", settings.get(), time);

    private final CacheTier tier = TierProxy.of(inner, (method, arguments) -> {
        if (method.equals("write")) {
            batches.incrementAndGet();
            if (gated.get()) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new CacheTierException("interrupted", e);
                }
            }
        } else if (method.equals("put") || method.equals("remove") || method.equals("invalidate")) {
            singles.incrementAndGet();
        }
        if (broken.get() && !method.equals("shared") && !method.equals("watch")) {
            throw new CacheTierException("no answer within 50 ms");
        }
    });

    @AfterEach
    void close() {
        gate.countDown();
        line.close();
    }

    private void attach() {
        line.attach(tier, null);
    }

    // ---- behind ----------------------------------------------------------------------------------------------------

    @Test
    void behind_writesInBatchesAndReadsSeeWhatWaits() {
        gated.set(true);
        attach();
        for (int i = 0; i < 1_000; i++) {
            put("k" + i, "v" + i);
        }
        line.write(new CacheWrite.Remove(key("k1")));
        line.write(new CacheWrite.Invalidate("t-k2"));

        assertThat(text("k0")).isEqualTo("v0");
        assertThat(text("k999")).isEqualTo("v999");
        assertThat(text("k1")).isNull();
        assertThat(text("k2")).isNull();
        assertThat(line.getAll(List.of(key("k1"), key("k3")))).containsOnlyKeys(key("k3"));
        assertThat(line.waiting()).isPositive();
        gated.set(false);
        gate.countDown();

        Until.holds(() -> line.waiting() == 0);
        assertThat(inner.size()).isEqualTo(998);
        assertThat(text("k999")).isEqualTo("v999");
        assertThat(batches.get()).isLessThan(20);
        assertThat(singles).hasValue(0);
    }

    @Test
    void close_withMuchWaiting_losesNothing() {
        attach();
        for (int i = 0; i < 5_000; i++) {
            put("k" + i, "v" + i);
        }

        line.close();

        assertThat(inner.size()).isEqualTo(5_000);
    }

    @Test
    void detach_withMuchWaiting_losesNothing() {
        attach();
        for (int i = 0; i < 5_000; i++) {
            put("k" + i, "v" + i);
        }

        line.detach(tier);

        assertThat(inner.size()).isEqualTo(5_000);
    }

    @Test
    void overflow_tierWorks_whoWritesWaitsForIt() {
        settings.waitingWritesMax = 100;
        settings.batchMax = 10;
        line.configure(settings.get());
        attach();

        for (int i = 0; i < 3_000; i++) {
            put("k" + i, "v" + i);
            assertThat(line.waiting()).isLessThanOrEqualTo(110);
        }

        line.flush();
        assertThat(inner.size()).isEqualTo(3_000);
    }

    @Test
    void overflowInBytes_tierWorks_whoWritesWaitsForIt() {
        settings.waitingBytesMax = 4_000;
        line.configure(settings.get());
        attach();

        for (int i = 0; i < 500; i++) {
            put("k" + i, "x".repeat(900));
        }

        line.flush();
        assertThat(inner.size()).isEqualTo(500);
    }

    // ---- failures --------------------------------------------------------------------------------------------------

    @Test
    void through_tierFails_neverGivesOutWhatWasReplacedMeanwhile() {
        settings.behind = Set.of();
        line.configure(settings.get());
        attach();
        for (String name : List.of("replaced", "removed", "invalidated", "same")) {
            put(name, "old");
        }
        assertThat(batches).as("written at once").hasValue(0);
        broken.set(true);
        put("replaced", "new");
        line.write(new CacheWrite.Remove(key("removed")));
        line.write(new CacheWrite.Invalidate("t-invalidated"));
        assertThat(text("same")).as("it cannot be asked").isNull();
        assertThat(line.failures()).isPositive();

        broken.set(false);

        assertThat(text("replaced")).isEqualTo("new");
        assertThat(text("removed")).isNull();
        assertThat(text("invalidated")).isNull();
        assertThat(text("same")).isEqualTo("old");
        Until.holds(() -> line.waiting() == 0);
        assertThat(inner.size()).isEqualTo(2);
        put("again", "at once");
        assertThat(inner.get(key("again"))).isNotNull();
    }

    @Test
    void waiting_pastItsTime_isNotGivenOut() {
        broken.set(true);
        attach();
        put("a", "kept");
        assertThat(text("a")).as("it waits").isEqualTo("kept");

        time.pass(LIFE);

        assertThat(text("a")).isNull();
        assertThat(line.peek(key("a"))).isNull();
        assertThat(line.getAll(List.of(key("a")))).isEmpty();
        assertThat(line.waiting()).isPositive();
    }

    @Test
    void waiting_idleForTooLong_isNotGivenOut() {
        broken.set(true);
        attach();
        line.write(new CacheWrite.Put(key("a"), Values.idle(value("kept"), 1_000)));
        assertThat(text("a")).isEqualTo("kept");

        time.pass(1_000);

        assertThat(text("a")).isNull();
    }

    @Test
    void get_tierGivesOutWhatIsOver_isNotGivenOut() {
        CacheTier wrong = TierProxy.of(new MemoryTier(new TestTime()), (method, arguments) -> {});
        line.attach(wrong, null);
        put("a", "kept");
        line.flush();
        assertThat(text("a")).isEqualTo("kept");

        time.pass(LIFE);

        assertThat(text("a")).isNull();
        assertThat(line.peek(key("a"))).isNull();
        assertThat(line.getAll(List.of(key("a")))).isEmpty();
    }

    @Test
    void overflow_tierFails_isEmptiedBeforeItIsReadAgain() {
        settings.waitingWritesMax = 10;
        line.configure(settings.get());
        attach();
        put("old", "old");
        line.flush();
        broken.set(true);
        for (int i = 0; i < 50; i++) {
            put("k" + i, "v" + i);
        }
        assertThat(line.waiting()).isLessThanOrEqualTo(11);
        line.write(new CacheWrite.Remove(key("old")));

        broken.set(false);

        Until.holds(() -> {
            assertThat(text("old")).isNull();
            put("probe", "p");
            return "p".equals(text("probe")) && line.waiting() == 0;
        });
        assertThat(inner.get(key("old"))).isNull();
    }

    @Test
    void away_tooMuchWritten_isEmptiedWhenItComes() {
        inner.put(key("old"), value("old"));
        for (int i = 0; i < 10_001; i++) {
            put("k" + i, "v");
        }

        attach();

        assertThat(text("old")).isNull();
        Until.holds(() -> inner.size() == 0);
        put("new", "new");
        assertThat(text("new")).isEqualTo("new");
    }

    @Test
    void away_littleWritten_keepsTheRest() {
        inner.put(key("old"), value("old"));
        inner.put(key("same"), value("same"));
        put("old", "new");

        attach();

        assertThat(text("old")).isNull();
        assertThat(text("same")).isEqualTo("same");
        Until.holds(() -> inner.size() == 1);
    }

    @Test
    void invalidation_ofAValueThatWaits_doesNotBringAnOlderOneBack() {
        settings.behind = Set.of();
        line.configure(settings.get());
        attach();
        line.write(new CacheWrite.Put(key("a"), Values.of("untagged", time.millis(), LIFE)));
        broken.set(true);
        put("a", "tagged");
        line.write(new CacheWrite.Invalidate("t-a"));
        broken.set(false);

        assertThat(text("a")).isNull();
        Until.holds(() -> line.waiting() == 0);
        assertThat(text("a")).isNull();
    }

    @Test
    void clear_whileWritesWait_isDoneInOrder() {
        gated.set(true);
        attach();
        put("a", "before");
        line.write(new CacheWrite.Clear("n"));
        put("b", "after");

        assertThat(text("a")).isNull();
        assertThat(text("b")).isEqualTo("after");
        gated.set(false);
        gate.countDown();
        Until.holds(() -> line.waiting() == 0);
        assertThat(inner.get(key("a"))).isNull();
        assertThat(inner.get(key("b"))).isNotNull();
    }

    @Test
    void manyThreads_tierFailsNowAndThen_everyoneFindsTheLatestOrNothing() throws Exception {
        settings.waitingWritesMax = 200;
        settings.retryMillis = 1;
        line.configure(settings.get());
        attach();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger found = new AtomicInteger();

        Race.run(5, runner -> {
            Random random = new Random(runner);
            if (runner == 0) {
                for (int i = 0; i < 200; i++) {
                    broken.set(i % 2 == 0);
                    int before = found.get();
                    if (i % 2 == 1) {
                        Until.holds(() -> found.get() > before);
                    } else {
                        Until.holds(() -> line.failures() > 0);
                    }
                }
                broken.set(false);
                over.set(true);
                return;
            }
            Map<String, String> model = new HashMap<>();
            for (int i = 0; !over.get(); i++) {
                String name = runner + "-" + random.nextInt(20);
                String got = text(name);
                if (got != null) {
                    found.incrementAndGet();
                    assertThat(got).isEqualTo(model.get(name));
                }
                switch (random.nextInt(8)) {
                    case 0 -> {
                        line.write(new CacheWrite.Remove(key(name)));
                        model.remove(name);
                    }
                    case 1 -> {
                        line.write(new CacheWrite.Invalidate("t-" + name));
                        model.remove(name);
                    }
                    default -> {
                        put(name, "v" + i);
                        model.put(name, "v" + i);
                    }
                }
            }
        });

        assertThat(found).hasPositiveValue();
    }

    private void put(String name, String text) {
        line.write(new CacheWrite.Put(key(name), Values.of(text, time.millis(), LIFE, "t-" + name)));
    }

    private CachedValue value(String text) {
        return Values.of(text, time.millis(), LIFE);
    }

    private String text(String name) {
        CachedValue value = line.get(key(name));
        return value == null ? null : Values.text(Contents.plain(value));
    }

    private static CacheKey key(String name) {
        return new CacheKey("n", name);
    }
}
